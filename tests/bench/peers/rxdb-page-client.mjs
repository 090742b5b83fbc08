// A device of `rxdb-kept.mjs`: a browser with a profile of its own, whose page does the work. The page is built as it
// would be for use.

import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { answer, peak } from './harness.mjs';

const DEBIAN = '/usr/bin/chromium';
const room = process.argv[2];
const dist = join(room, 'page');

await build({
  root: import.meta.dirname,
  configFile: false,
  logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  build: {
    outDir: dist,
    target: 'esnext',
    lib: { entry: join(import.meta.dirname, 'rxdb-page.mjs'), formats: ['es'], fileName: () => 'page.js' },
  },
});
const page = await shown();

answer({
  bootstrap: (asked) => page.evaluate((asked) => globalThis.device.bootstrap(asked), asked),
  intact: (asked) => page.evaluate((asked) => globalThis.device.intact(asked), asked),
  peak,
});

/** The page, ready. It comes from a server, since a page from the disk may keep nothing. */
async function shown() {
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? readFileSync(join(dist, 'page.js')) : '<!doctype html><script type="module" src="page.js"></script>');
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const context = await chromium.launchPersistentContext(join(room, 'profile'), {
    executablePath: process.env.PEBBLE_CHROMIUM ?? (existsSync(DEBIAN) ? DEBIAN : undefined),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => console.error(error));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => globalThis.device);
  return page;
}
