// Measures PouchDB 9 replicating with express-pouchdb 4.2.0, doing the work that our own sync is measured with, and
// prints a line of JSON for each figure: `node pouch.mjs --rows 100000 --edits 1000 --devices 16 --moved 1000`.
// `--only bootstrap,bytes` measures some of them; `--pull` and `--push` set the batch sizes. It judges nothing: which
// figures are good is for whoever compares them.

import { measure } from './figures.mjs';
import { options, perform } from './harness.mjs';
import { STORAGE } from './pouch-store.mjs';

const asked = options({
  rows: 100_000,
  edits: 1000,
  devices: 16,
  moved: 1000,
  pull: 1000,
  push: 1000,
});
const peer = { name: 'PouchDB 9', server: 'pouch-server.mjs', client: 'pouch-client.mjs', storage: STORAGE };

await perform(asked.minutes, (stage) => measure(stage, peer, asked));
