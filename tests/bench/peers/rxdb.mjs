// Measures RxDB 17 replicating with the small HTTP checkpoint server beside it, doing the work that our own sync is
// measured with, and prints a line of JSON for each figure:
// `node rxdb.mjs --rows 100000 --edits 1000 --devices 16 --moved 1000`. `--only bootstrap,bytes` measures some of them;
// `--pull` and `--push` set the batch sizes. Both sides keep rows in memory, so nothing is said of speed on a disk.

import { measure } from './figures.mjs';
import { options, perform } from './harness.mjs';

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
