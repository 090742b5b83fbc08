// The office's side of the PouchDB measurement: express-pouchdb over LevelDB on disk, in a process of its own. It also
// fills databases and counts what they hold, straight in the store, so that a check does not depend on the replication
// that it checks. It has no sign-in and no rights: only speed and correctness of replication are looked at.

import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import express from 'express';
import { answer, meter } from './harness.mjs';
import { edit, idOf, isLead, lead, numberOf } from './leads.mjs';
import { documentOf, PouchDB } from './pouch-store.mjs';

const BY_OWNER = 'function (doc, req) { return doc.owner === req.query.owner; }';
const SEED_BATCH = 2000;

const require = createRequire(import.meta.url);
const Office = PouchDB.defaults({ prefix: `${process.argv[2]}/` });
// Each device that asks for changes listens to the database, and there are more devices than Node warns of.
EventEmitter.defaultMaxListeners = 0;
const open = new Map();
let bytes;

answer({
  async listen() {
    const app = express();
    // Only what replication needs is mounted: logging and authentication would slow each request.
    app.use('/', require('express-pouchdb')(Office, { mode: 'minimumForPouchDB', inMemoryConfig: true }));
    const server = app.listen(0, '127.0.0.1');
    bytes = meter(server);
    await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
    return `http://127.0.0.1:${server.address().port}`;
  },

  bytes: () => bytes(),

  async create({ db }) {
    await database(db).info();
  },

  async seed({ db, from, to, owner }) {
    for (let start = from; start < to; start += SEED_BATCH) {
      const numbers = range(start, Math.min(to, start + SEED_BATCH));
      await save(
        db,
        numbers.map((number) => documentOf({ ...lead(number), ...(owner && { owner }) })),
      );
    }
  },

  async filter({ db }) {
    await save(db, [{ _id: '_design/leads', filters: { owner: BY_OWNER } }]);
  },

  async move({ db, from, to, owner }) {
    const docs = await held(db, range(from, to));
    await save(
      db,
      docs.map((doc) => ({ ...doc, owner })),
    );
  },

  async edited({ db, from, to }) {
    const docs = await held(db, range(from, to));
    return docs.filter((doc) => isLead(doc, numberOf(doc._id), edit(numberOf(doc._id)))).length;
  },

  /** Answers as soon as so many rows have come in. */
  reached({ db, rows }) {
    return new Promise((resolve, reject) => {
      let count = 0;
      const changes = database(db).changes({ live: true, since: 0 });
      changes.on('error', reject).on('change', () => {
        count += 1;
        if (count !== rows) return;
        changes.cancel();
        resolve();
      });
    });
  },

  async tally({ db }) {
    const { rows } = await database(db).allDocs({ include_docs: true });
    return { rows: rows.length, distinct: new Set(rows.map(({ doc }) => doc.email)).size };
  },
});

function database(name) {
  if (!open.has(name)) open.set(name, new Office(name));
  return open.get(name);
}

async function held(db, numbers) {
  const { rows } = await database(db).allDocs({ keys: numbers.map(idOf), include_docs: true });
  return rows.map(({ doc }) => doc);
}

async function save(db, docs) {
  const failed = (await database(db).bulkDocs(docs)).filter((result) => result.error);
  if (failed.length) throw new Error(`${failed.length} documents were refused: ${JSON.stringify(failed[0])}`);
}

function range(from, to) {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
