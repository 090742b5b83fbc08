// Measures the peers' boards in the browser in which ours is measured, and in the same way: the main thread's processor
// time, read from the browser, and the nodes on the page. Prints each figure on a line, as JSON: the median of the runs
// and the least of them.
//
// A move of theirs is their state changed and painted; ours is a drop that is stored as well. Only ours draws what is in
// sight alone, keeps what it shows, and can be cut into lanes; that is what is compared.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const RUNS = Number(process.env.PEBBLE_BENCH_RUNS ?? 5);
const SIZES = [1_000, 5_000];
const PEERS = {
  trello: 'react-trello 2.2',
  pangea: '@hello-pangea/dnd 18',
  dndkit: 'dnd-kit 6',
};
const FRAMES = 60;
const STEPS = 30;
const DEBIAN = '/usr/bin/chromium';
const CARDS = '.card, .react-trello-card';

const browser = await chromium.launch({
  executablePath: process.env.PEBBLE_CHROMIUM ?? (existsSync(DEBIAN) ? DEBIAN : undefined),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const cards of SIZES) {
  for (const peer of Object.keys(PEERS)) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await measure(peer, cards));
    for (const key of ['mount', 'nodes', 'scroll', 'drag', 'move']) say(peer, cards, key, runs);
  }
}
await browser.close();

function say(peer, cards, key, runs) {
  const values = runs.map((run) => run[key]).toSorted((one, other) => one - other);
  const show = (value) => (key === 'nodes' ? String(value) : `${value.toFixed(1)} ms`);
  const figure = `${show(values[Math.floor(values.length / 2)])}, least ${show(values[0])}`;
  console.log(JSON.stringify({ peer: PEERS[peer], cards, key, figure, value: values[Math.floor(values.length / 2)] }));
}

async function measure(peer, cards) {
  const context = await browser.newContext({ viewport: { width: 1420, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const session = await context.newCDPSession(page);
  await page.goto(pathToFileURL(join(import.meta.dirname, 'dist', `${peer}.html`)).href);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const work = async (act) => {
    const before = await worked(session);
    await act();
    return (await worked(session)) - before;
  };
  const mount = await work(() => page.evaluate(mounted, cards));
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await page.waitForTimeout(500);
  const move = await work(() => page.evaluate(movedOne));
  await page.waitForTimeout(500);
  const scroll = (await work(() => page.evaluate(scrollOn, FRAMES))) / FRAMES;
  await page.evaluate(() => globalThis.list.scrollTo(0, 0));
  await page.waitForTimeout(500);
  const card = await page.locator(CARDS).first().boundingBox();
  await page.mouse.move(card.x + 30, card.y + 20);
  await page.mouse.down();
  await page.mouse.move(card.x + 40, card.y + 30, { steps: 3 });
  await frame(page);
  const drag = (await work(() => wander(page, card))) / STEPS;
  await context.close();
  return { mount, nodes, move, scroll, drag };
}

async function wander(page, { x, y }) {
  for (let step = 0; step < STEPS; step += 1) {
    await page.mouse.move(x + step * 25, y + 30 + step * 6);
    await frame(page);
  }
}

/** Runs on the page: draws the board, and waits until it is painted. */
async function mounted(cards) {
  globalThis.mountBoard(cards);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
}

/** Runs on the page: one card goes to another column, painted. */
async function movedOne() {
  globalThis.moveOne();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
}

/** Runs on the page: as fast as frames come, a list jumps on by half of its height, and back again from its end. */
async function scrollOn(frames) {
  const scrolls = (each) => ['auto', 'scroll'].includes(getComputedStyle(each).overflowY);
  const tall = (each) => each.clientHeight > 0 && each.scrollHeight > 2 * each.clientHeight;
  const list = [...document.querySelectorAll('.list, .react-trello-lane *')].find((each) => tall(each) && scrolls(each));
  if (!list) throw new Error('no list of this board can be scrolled');
  globalThis.list = list;
  let by = 400;
  for (let drawn = 0; drawn < frames; drawn += 1) {
    const before = list.scrollTop;
    list.scrollBy(0, by);
    if (list.scrollTop === before) {
      by = -by;
      list.scrollBy(0, by);
    }
    await new Promise((done) => requestAnimationFrame(done));
  }
}

function frame(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
}

/** Milliseconds that the main thread has worked. */
async function worked(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * metrics.find((metric) => metric.name === 'TaskDuration').value;
}
