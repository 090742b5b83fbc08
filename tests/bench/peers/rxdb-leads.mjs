// The collection of leads of an RxDB device and its replication with the office over HTTP, whatever it runs in and
// keeps its rows in. Replication is followed by RxDB's own promises; nothing waits for a time to pass.

import { createRxDatabase } from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { idOf, isLead, lead } from './leads.mjs';

const text = { type: 'string' };
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    ...Object.fromEntries(Object.keys(lead(0)).map((column) => [column, text])),
    id: { type: 'string', maxLength: 40 },
    value_minor: { type: 'number' },
  },
};

/** The leads of a device that keeps them in `storage`. */
export async function open(storage) {
  const store = await createRxDatabase({ name: 'device', storage, multiInstance: false });
  const { leads } = await store.addCollections({ leads: { schema } });
  return leads;
}

/** How many of these leads are as the office has them. */
export async function intact(leads, numbers) {
  const found = await leads.findByIds(numbers.map(idOf)).exec();
  return numbers.filter((number) => isLead(found.get(idOf(number)), number)).length;
}

/** Replicates with an office; `failed` hears of what RxDB would try again without end. */
export function replicate(leads, office, { pull, push, query = {}, stream }, failed) {
  const replication = replicateRxCollection({
    replicationIdentifier: office,
    collection: leads,
    live: Boolean(stream),
    waitForLeadership: false,
    pull: {
      batchSize: pull,
      stream$: stream,
      handler: (checkpoint, limit) =>
        ask(`${office}/pull?${new URLSearchParams({ ...query, after: checkpoint?.place ?? 0, limit })}`),
    },
    push: push && {
      batchSize: push,
      handler: (rows) => ask(`${office}/push`, { method: 'POST', body: JSON.stringify(rows) }),
    },
  });
  replication.error$.subscribe(failed);
  return replication;
}

async function ask(url, init) {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}
