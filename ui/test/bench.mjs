// Measures the board in Chromium on a made-up desk: `CARDS=50000 npm run preview:fake`, then `node test/bench.mjs`.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const address = process.env.ADDRESS ?? 'http://127.0.0.1:4173';
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

  const card = await page.getByTestId('column-samples').getByTestId('card').first().boundingBox();
  await page.mouse.move(card.x + 30, card.y + 20);
  await page.mouse.down();
  await page.mouse.move(card.x + 20, card.y + 30, { steps: 3 });
  await frames(page);
  before = await cpu();
  for (let step = 0; step < 30; step += 1) {
    await page.mouse.move(card.x - step * 25, card.y + 30 + step * 6);
    await frames(page);
  }
  row.dragFrame = ((await cpu()) - before) / 30;
  const target = await page.getByTestId('column-technical_query').boundingBox();
  await page.mouse.move(target.x + 120, target.y + 250);
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
for (const key of Object.keys(rows[0])) {
  const values = rows.map((row) => row[key]);
  console.log(key.padEnd(14), 'median', median(values).toFixed(1), ' min', Math.min(...values).toFixed(1));
}
