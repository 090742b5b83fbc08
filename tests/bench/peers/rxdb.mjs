// Measures RxDB 17 replicating with the small HTTP checkpoint server beside it, doing the work that our own sync is
// measured with, and prints a line of JSON for each figure:
// `node rxdb.mjs --rows 100000 --edits 1000 --devices 16 --moved 1000`; the other options are those of pouch.mjs.
// Both sides keep rows in memory, so nothing is said of speed on a disk, and a client that is killed has nothing left:
// in the figure `duplicates` it enters again what the office has already, where it would lose the rest if it did not.
// That is the storage's doing and not the protocol's.

import { measure } from './figures.mjs';
import { options, perform } from './harness.mjs';

// Batches of 1,000 were the best or as good as the best: pulling ran at 12,000 rows/s with 100 (the default), 17,700
// with 500, 23,000 with 1,000 and 21,400 with 5,000; what was pushed did not depend on it above 100.
const asked = options({
  rows: 100_000,
  edits: 1000,
  devices: 16,
  moved: 1000,
  pull: 1000,
  push: 1000,
});
const peer = {
  name: 'RxDB 17',
  server: 'rxdb-server.mjs',
  client: 'rxdb-client.mjs',
  storage: 'memory, both sides',
};

await perform(asked.minutes, (stage) => measure(stage, peer, asked));
