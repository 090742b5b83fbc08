// Measures how fast RxDB 17 reads everything for the first time where it keeps what it reads: in a browser, by its free
// storage over IndexedDB (Dexie). In Node its only free storage is memory (`rxdb.mjs`), which forgets with the process
// and so is no stand-in for a desk that works without a network. The office is that of rxdb.mjs.
// `node rxdb-kept.mjs --rows 100000`; `PEBBLE_CHROMIUM` names the browser.

import { measure } from './figures.mjs';
import { options, perform } from './harness.mjs';

const asked = options({ rows: 100_000, edits: 1, devices: 1, moved: 1, pull: 1000, push: 1000 });
const peer = {
  name: 'RxDB 17, kept',
  server: 'rxdb-server.mjs',
  client: 'rxdb-page-client.mjs',
  storage: 'IndexedDB of Chromium on the disk; the office in memory',
  keeps: true,
};

await perform(asked.minutes, (stage) => measure(stage, peer, { ...asked, only: ['bootstrap'] }));
