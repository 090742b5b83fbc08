// One device of the PouchDB measurement: a process with one database on disk that replicates with the office. What it
// does is said to it call by call. Replication is followed by its own events; nothing waits for a time to pass.

import { answer, now, peak, Sightings, since } from './harness.mjs';
import { edit, idOf, isLead, lead } from './leads.mjs';
import { documentOf, PouchDB } from './pouch-store.mjs';

const db = new PouchDB(process.argv[2]);
const sightings = new Sightings();

answer({
  async bootstrap({ office, pull }) {
    const began = now();
    await db.replicate.from(office, { batch_size: pull });
    const seconds = since(began);
    const { doc_count } = await db.info();
    return { rows: doc_count, seconds };
  },

  async intact({ numbers }) {
    const { rows } = await db.allDocs({ keys: numbers.map(idOf), include_docs: true });
    return rows.filter(({ doc }, index) => isLead(doc, numbers[index])).length;
  },

  async take({ office, numbers, pull }) {
    await db.replicate.from(office, { doc_ids: numbers.map(idOf), batch_size: pull });
  },

  async edit({ numbers }) {
    for (const number of numbers) {
      const doc = await db.get(idOf(number));
      await db.put({ ...doc, ...edit(number) });
    }
  },

  async push({ office, push }) {
    await db.replicate.to(office, { batch_size: push });
  },

  /** Stays in touch with the office, for one owner's rows or all, and answers when it has all there is. */
  live({ office, owner, pull, push }) {
    watch();
    const filter = owner && { filter: 'leads/owner', query_params: { owner } };
    const sync = db.sync(office, {
      live: true,
      retry: true,
      pull: { batch_size: pull, ...filter },
      push: { batch_size: push },
    });
    return new Promise((resolve, reject) => sync.on('error', reject).pull.once('paused', resolve));
  },

  async commit({ number, stage }) {
    const doc = await db.get(idOf(number));
    await db.put({ ...doc, stage });
    return now();
  },

  applied: ({ number, stage = lead(number).stage }) => sightings.of(`${idOf(number)} ${stage}`),

  async holds({ from, to }) {
    const { rows } = await db.allDocs({ startkey: idOf(from), endkey: idOf(to - 1) });
    return rows.length;
  },

  /** Enters leads as a program does that lets the store choose the ids, going on from where the store says it was. */
  async enter({ office, total, push }) {
    const { doc_count: found } = await db.info();
    const pushing = db.replicate.to(office, { live: true, retry: true, batch_size: push });
    for (let number = found; number < total; number++) {
      const { _id, ...columns } = documentOf(lead(number));
      await db.post(columns);
    }
    pushing.cancel();
    await pushing;
    await db.replicate.to(office, { batch_size: push });
    return found;
  },

  peak,
});

function watch() {
  const changes = db.changes({ live: true, since: 'now', include_docs: true });
  changes.on('change', ({ id, doc }) => sightings.saw(`${id} ${doc.stage}`, now()));
}
