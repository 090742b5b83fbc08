// One device of the RxDB measurement: a process with one collection, in RxDB's memory storage, that replicates with the
// office over HTTP. Memory is the only storage for Node that is free and takes more than 500 rows, so nothing here is
// kept when the process ends; one that keeps its rows is measured in a browser (`rxdb-kept.mjs`).

import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { Subject } from 'rxjs';
import { answer, now, peak, Sightings, since } from './harness.mjs';
import { edit, idOf, lead } from './leads.mjs';
import { intact, open, replicate as replicateLeads } from './rxdb-leads.mjs';

const leads = await open(getRxStorageMemory());
const sightings = new Sightings();

answer({
  async bootstrap({ office, pull }) {
    const began = now();
    await replicate(office, { pull }).awaitInitialReplication();
    return { rows: await leads.count().exec(), seconds: since(began) };
  },

  intact: ({ numbers }) => intact(leads, numbers),

  async take({ office, part, parts, pull, push }) {
    await replicate(office, { pull, push, query: { part, parts } }).awaitInitialReplication();
  },

  async edit({ numbers }) {
    for (const number of numbers) {
      const row = await leads.findOne(idOf(number)).exec();
      await row.incrementalPatch(edit(number));
    }
  },

  async push({ office, part, parts, pull, push }) {
    await replicate(office, { pull, push, query: { part, parts } }).awaitInitialReplication();
  },

  /** Stays in touch with the office, for one owner's rows or all, and answers when it has all there is. */
  async live({ office, owner, pull, push }) {
    leads.$.subscribe(({ documentId, documentData }) =>
      sightings.saw(`${documentId} ${documentData.stage}`, now()),
    );
    const query = owner ? { owner } : {};
    const stream = await changes(office, query);
    await replicate(office, { pull, push, query, stream }).awaitInitialReplication();
  },

  async commit({ number, stage }) {
    const row = await leads.findOne(idOf(number)).exec();
    await row.incrementalPatch({ stage });
    return now();
  },

  applied: ({ number, stage = lead(number).stage }) => sightings.of(`${idOf(number)} ${stage}`),

  async holds({ from, to }) {
    const ids = Array.from({ length: to - from }, (_, index) => idOf(from + index));
    return (await leads.findByIds(ids).exec()).size;
  },

  /** Enters leads under ids made up as they are entered, going on from where the store says it was. */
  async enter({ office, total, pull, push }) {
    const found = await leads.count().exec();
    const stream = await changes(office, {});
    const replication = replicate(office, { pull, push, query: {}, stream });
    for (let number = found; number < total; number++) {
      await leads.insert({ ...lead(number), id: randomUUID() });
    }
    await replication.awaitInSync();
    return found;
  },

  peak,
});

function replicate(office, options) {
  // RxDB tries again without end and says so only here; a figure that holds such a wait would be worth nothing.
  return replicateLeads(leads, office, options, (error) => {
    console.error(error);
    process.exit(1);
  });
}

/** What changes at the office from now on. */
async function changes(office, query) {
  const { body } = await fetch(`${office}/changes?${new URLSearchParams(query)}`);
  const stream = new Subject();
  createInterface({ input: Readable.fromWeb(body) }).on('line', (line) => stream.next(JSON.parse(line)));
  return stream;
}
