// Measures the board in Chromium. On a made-up desk of any size: `CARDS=50000 npm run preview:fake`, then
// `node test/bench.mjs`. On a real desk: `ADDRESS=http://127.0.0.1:4600 node test/bench.mjs` for one that runs, or
// `PEBBLE_DESK_BIN=…/pebble-desk node test/bench.mjs` to start one on the demo mailbox.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const desk = process.env.PEBBLE_DESK_BIN ? await startDesk(process.env.PEBBLE_DESK_BIN) : null;
const address = desk?.address ?? process.env.ADDRESS ?? 'http://127.0.0.1:4173';
const runs = Number(process.env.RUNS ?? 5);
const frames = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'bench-')), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  viewport: { width: 1420, height: 860 },
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const rows = [];
for (let run = 0; run < runs; run += 1) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpu = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find((metric) => metric.name === 'TaskDuration').value;
  };
  await page.goto(`${address}/#/settings/appearance`);
  await page.getByTestId('status-strip').waitFor();
  await page.waitForTimeout(400);
  const row = {};
  let before = await cpu();
  await page.evaluate(() => {
    location.hash = '#/board';
  });
  await page.getByTestId('card').nth(20).waitFor();
  await frames(page);
  row.mount = (await cpu()) - before;
  row.nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await page.waitForTimeout(300);

  const list = page.getByTestId('column-list').first();
  before = await cpu();
  for (let step = 0; step < 30; step += 1) {
    await list.evaluate((box) => box.scrollBy(0, 400));
    await frames(page);
  }
  row.scrollFrame = ((await cpu()) - before) / 30;
  row.nodesScrolled = await page.evaluate(() => document.querySelectorAll('*').length);
  await list.evaluate((box) => box.scrollTo(0, 0));
  await page.waitForTimeout(200);

  const card = await page.getByTestId('card').first().boundingBox();
  await page.mouse.move(card.x + 30, card.y + 20);
  await page.mouse.down();
  await page.mouse.move(card.x + 20, card.y + 30, { steps: 3 });
  await frames(page);
  before = await cpu();
  for (let step = 0; step < 30; step += 1) {
    await page.mouse.move(card.x + step * 25, card.y + 30 + step * 6);
    await frames(page);
  }
  row.dragFrame = ((await cpu()) - before) / 30;
  // Back into its own column, four rows down: the one drop that never asks for anything.
  await page.mouse.move(card.x + 40, card.y + 4 * card.height, { steps: 4 });
  await frames(page);
  before = await cpu();
  const at = Date.now();
  await page.mouse.up();
  await frames(page);
  row.dropWall = Date.now() - at;
  await page.waitForTimeout(400);
  row.dropCpu = (await cpu()) - before;
  rows.push(row);
  await page.close();
}
await context.close();
await desk?.stop();
for (const key of Object.keys(rows[0])) {
  const values = rows.map((row) => row[key]);
  console.log(key.padEnd(14), 'median', median(values).toFixed(1), ' min', Math.min(...values).toFixed(1));
}

/** A real desk on the demo mailbox, once it has read all of it. */
async function startDesk(program) {
  const data = mkdtempSync(join(tmpdir(), 'bench-desk-'));
  const ui = process.env.PEBBLE_UI_DIST ?? fileURLToPath(new URL('../dist', import.meta.url));
  const child = spawn(program, ['--demo', '--http', '127.0.0.1:0', '--ui', ui, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let found;
  for await (const line of createInterface({ input: child.stdout })) {
    found = /http:\/\/\S+/.exec(line)?.[0];
    if (found) break;
  }
  const headers = { 'content-type': 'application/json', 'x-pebble': '1' };
  const body = JSON.stringify({ cmd: 'app.status', input: {} });
  for (;;) {
    const answer = await (await fetch(`${found}/rpc`, { method: 'POST', headers, body })).json();
    if (answer.sync.last_at !== null && answer.counts.pending === 0) break;
    await new Promise((done) => setTimeout(done, 200));
  }
  const stop = async () => {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGINT');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { address: found, stop };
}
