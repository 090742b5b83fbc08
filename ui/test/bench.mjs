// Measures the board of a desk that is served: `cargo xtask bench board` brings a desk of its own, and
// `node test/bench.mjs http://127.0.0.1:4600` takes one that runs. Prints each figure on a line, as JSON.
//
// What a person waits for is taken by the clock. What the page does is its main thread's processor time, which other
// programs on the computer change less; beside it stands what the same hand costs on a bare page of as many plain
// boxes in the same run, for that is the computer's and the browser's part. Each figure is the median of the runs, with
// the least of them beside it.
import { existsSync, readFileSync } from 'node:fs';
import { addressOfDesk, frame, launch, newPage, say as print, settled } from './page.mjs';

const RUNS = Number(process.env.PEBBLE_BENCH_RUNS ?? 7);
const FRAMES = 60;
const STEPS = 30;
/** A move to this stage asks for nothing. */
const OPEN_STAGE = 'pending_enquiry';
const BARE = `<!doctype html><style>
  body { display: flex; gap: 12px; margin: 0 }
  div[data-testid] { width: 256px; height: 705px; overflow: auto; contain: strict; background: #eee }
  ul { position: relative; height: 4600000px; margin: 0 }
  li { position: absolute; left: 8px; right: 8px; height: 84px; border: 1px solid; list-style: none }
</style>${'<div data-testid="column-list"><ul></ul></div>'.repeat(5)}`;

const address = addressOfDesk();
const browser = await launch();
const system = await browser.newBrowserCDPSession();
const runs = [];
for (let run = 0; run < RUNS; run += 1) runs.push({ ...(await measure()), ...(await measureBare()) });
await browser.close();

say('mount, work', 'mount', 'ms', '<= 400 ms');
say('nodes on the page', 'nodes', '', '<= 1200');
say('scroll by 400 px, work a frame', 'scroll', 'ms', '<= 9 ms');
say('scroll on a bare page, work a frame', 'bareScroll', 'ms', '-');
say('drag, work a step', 'drag', 'ms', '<= 8 ms');
say('drag on a bare page, work a step', 'bareDrag', 'ms', '-');
say('drop in another column, until painted', 'painted', 'ms', '<= 100 ms');
say('drop in another column, until stored', 'stored', 'ms', '<= 100 ms');
say('drop in another column, work', 'drop', 'ms', '-');
say('peak memory of the page', 'memory', 'MB', '-');

function say(name, key, unit, goal) {
  const values = runs.map((run) => run[key]).toSorted((a, b) => a - b);
  const show = (value) => `${value.toFixed(unit === 'ms' ? 1 : 0)} ${unit}`.trim();
  const median = values[Math.floor(values.length / 2)];
  const figure = Number.isNaN(median)
    ? 'not known on this system'
    : `${show(median)}, least ${show(values[0])}`;
  print(name, figure, goal, { key, value: median });
}

/** The same scrolling and the same way of the pointer where there is nothing but boxes. */
async function measureBare() {
  const { context, page, work } = await newPage(browser);
  await page.setContent(BARE);
  await page.evaluate(drawBare);
  await settled(page);
  const scroll = await work(() => page.evaluate(scrollOn, FRAMES));
  await page.evaluate(() => document.querySelector('[data-testid="column-list"]').scrollTo(0, 0));
  await settled(page);
  const from = await take(page, page.locator('li').first());
  const drag = await work(() => wander(page, from));
  await context.close();
  return { bareScroll: scroll / FRAMES, bareDrag: drag / STEPS };
}

/** Runs on the page: five lists of which only the rows in sight exist, made by hand. */
function drawBare() {
  const row = 92;
  const draw = (list) => {
    const box = list.firstElementChild;
    const first = Math.max(0, Math.floor(list.scrollTop / row) - 3);
    const last = Math.ceil((list.scrollTop + list.clientHeight) / row) + 3;
    for (const card of [...box.children])
      if (Number(card.id) < first || Number(card.id) >= last) card.remove();
    for (let index = first; index < last; index += 1) {
      if ([...box.children].some((card) => Number(card.id) === index)) continue;
      const card = document.createElement('li');
      card.id = String(index);
      card.style.top = `${index * row}px`;
      for (const text of [`Enquiry ${index}`, 'Zinc oxide, 5 MT', '₹1.2 L']) card.append(line(text));
      box.append(card);
    }
  };
  const line = (text) => Object.assign(document.createElement('div'), { textContent: text });
  for (const list of document.querySelectorAll('[data-testid="column-list"]')) {
    list.addEventListener('scroll', () => draw(list));
    draw(list);
  }
}

async function measure() {
  const { context, page, work } = await newPage(browser);
  await page.goto(`${address}/#/settings/appearance`);
  await page.getByTestId('status-strip').waitFor();
  await settled(page);
  const mount = await work(() => open(page));
  await settled(page);
  const scroll = await work(() => page.evaluate(scrollOn, FRAMES));
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await page.evaluate(() => document.querySelector('[data-testid="column-list"]').scrollTo(0, 0));
  await settled(page);
  const card = page.locator(`[data-card]:not([data-column="${OPEN_STAGE}"])`).first();
  const id = await card.getAttribute('data-card');
  const from = await take(page, card);
  const drag = await work(() => wander(page, from));
  const drop = await letGo(page, id, work);
  const memory = await peak();
  await context.close();
  return { mount, nodes, scroll: scroll / FRAMES, drag: drag / STEPS, ...drop, memory };
}

async function open(page) {
  await page.evaluate(() => {
    location.hash = '#/board';
  });
  await page.getByTestId('card').nth(20).waitFor();
  await frame(page);
}

/**
 * Runs on the page: as fast as frames come, a list of cards jumps on by more than it shows in half its height, and back
 * again from its end.
 */
async function scrollOn(frames) {
  const list = document.querySelector('[data-testid="column-list"]');
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

async function take(page, card) {
  const { x, y } = await card.boundingBox();
  await page.mouse.move(x + 30, y + 20);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 30, { steps: 3 });
  await frame(page);
  return { x, y };
}

async function wander(page, { x, y }) {
  for (let step = 0; step < STEPS; step += 1) {
    await page.mouse.move(x + step * 25, y + 30 + step * 6);
    await frame(page);
  }
}

async function letGo(page, id, work) {
  const { x, y } = await page.getByTestId(`column-${OPEN_STAGE}`).getByTestId('card').nth(3).boundingBox();
  await page.mouse.move(x + 40, y, { steps: 4 });
  await frame(page);
  await page.evaluate(watchDrop, [id, OPEN_STAGE]);
  const answered = page.waitForResponse((response) => isMove(response.request()));
  const times = {};
  times.drop = await work(async () => {
    await page.mouse.up();
    const response = await answered;
    if (!response.ok()) throw new Error(`the move was refused: ${await response.text()}`);
    await response.finished();
    const { startTime, responseEnd } = response.request().timing();
    const { dropped, painted } = await page.evaluate(() => globalThis.drop);
    times.painted = painted - dropped;
    times.stored = startTime + responseEnd - dropped;
    await settled(page);
  });
  return times;
}

/** Runs on the page: when the pointer let go, and when the card was first drawn in its new column. */
function watchDrop([id, column]) {
  const { timeOrigin } = performance;
  globalThis.drop = new Promise((done) => {
    const onUp = ({ timeStamp }) => {
      const look = () => {
        const card = document.querySelector(`[data-card="${id}"][data-column="${column}"]`);
        if (!card) return requestAnimationFrame(look);
        // A task of its own comes after the frame that was being made.
        setTimeout(() => done({ dropped: timeOrigin + timeStamp, painted: timeOrigin + performance.now() }));
      };
      requestAnimationFrame(look);
    };
    addEventListener('pointerup', onUp, { once: true, capture: true });
  });
}

function isMove(request) {
  return request.method() === 'POST' && request.postDataJSON()?.cmd === 'enquiries.advance';
}

/** The most that a page's process ever held, in MB; NaN where the system does not tell. */
async function peak() {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const pages = processInfo.filter((each) => each.type === 'renderer');
  const held = pages.map(({ id }) => {
    if (!existsSync(`/proc/${id}/status`)) return Number.NaN;
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1024;
  });
  return Math.max(...held);
}
