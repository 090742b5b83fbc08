// Measures what a hand waits for: from a key to the first frame that shows what it was pressed for, with the answer of
// the desk in it. `node test/hands.mjs http://127.0.0.1:4600` takes a desk that runs and changes what is on it;
// `cargo xtask bench board` brings one of its own. Prints each figure on a line, as JSON.
import { addressOfDesk, frame, launch, newPage, say, settled } from './page.mjs';

const RUNS = 25;
/** Nothing that a hand waits for takes so long. */
const PATIENCE_MS = 10_000;

const address = addressOfDesk();
const browser = await launch();
const { page, context } = await newPage(browser);
const all = [];

/**
 * Does something by keys `RUNS` times. `get` brings the page to where the key is pressed; `mark` reads there what the
 * key is to change, and `isSeen` says in the page whether it has.
 */
async function hand(name, { get, keys, mark = () => null, isSeen }) {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    await get(run);
    await frame(page);
    const before = await page.evaluate(mark);
    await page.evaluate(watch, [isSeen.toString(), before, PATIENCE_MS]);
    await keys(run);
    try {
      times.push(await page.evaluate(() => globalThis.painted));
    } catch (cause) {
      throw new Error(`${name}, run ${run}`, { cause });
    }
  }
  all.push(...times);
  tell(name, times);
}

function tell(name, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(((sorted.length - 1) * share) / 100)].toFixed(0);
  say(name, `p50 ${at(50)} ms, p95 ${at(95)} ms`, '<= 100 ms');
}

/** Runs on the page: from the next key that goes down to the frame in which something is so. */
function watch([source, before, patience]) {
  // The bench hands its own functions to its own page.
  const isSeen = new Function(`return (${source})`)();
  globalThis.painted = new Promise((done, fail) => {
    setTimeout(() => fail(new Error('it was never seen')), patience);
    const onKey = ({ timeStamp }) => {
      const look = () => {
        if (!isSeen(before)) return requestAnimationFrame(look);
        // A task of its own comes after the frame that was being made.
        setTimeout(() => done(performance.now() - timeStamp));
      };
      requestAnimationFrame(look);
    };
    addEventListener('keydown', onKey, { once: true, capture: true });
  });
}

const press = (key) => () => page.keyboard.press(key);
async function goTo(place) {
  await page.goto(`${address}/#/${place}`);
  await page.getByTestId('status-strip').waitFor();
  await settled(page);
}

await goTo('settings/appearance');
const screens = [
  ['Inbox', 'Control+1', () => !!document.querySelector('[data-testid="mail-list"]')],
  ['Board', 'Control+2', () => document.querySelectorAll('[data-testid="card"]').length > 20],
];
for (const [name, key, isSeen] of screens) {
  await hand(`open ${name}`, {
    get: () => goTo('settings/appearance'),
    keys: press(key),
    isSeen,
  });
}
await hand('open the palette', {
  get: async () => {
    await page.keyboard.press('Escape');
    await settled(page);
  },
  keys: press('Control+k'),
  isSeen: () => !!document.querySelector('[role="dialog"] [role="combobox"]'),
});
await page.keyboard.press('Escape');
await goTo('board');
const card = (index) => page.getByTestId('card').nth(index);
await hand('open a record in the pane', {
  get: async (run) => {
    await page.keyboard.press('Escape');
    await card(run % 8).focus();
  },
  keys: press('Enter'),
  isSeen: () => !!document.querySelector('[data-testid="record-sheet"] [role="tabpanel"] dl'),
});
await page.keyboard.press('Escape');
await hand('choose the next density', {
  get: async (run) => {
    await goTo(`board?density=${run % 2 === 0 ? 'compact' : 'detailed'}`);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('normal cards');
    await settled(page);
  },
  keys: press('Enter'),
  mark: () => document.querySelector('[data-testid="card"]').getBoundingClientRect().height,
  isSeen: (before) =>
    document.querySelector('[data-testid="card"]')?.getBoundingClientRect().height !== before,
});
await goTo('board');
await hand('narrow the board by a word', {
  get: async () => {
    await page.getByRole('searchbox').fill('');
    await settled(page);
    await page.getByRole('searchbox').focus();
  },
  // Five stands in every quantity, so it narrows nothing.
  keys: (run) => page.keyboard.type('12346789'.charAt(run % 8)),
  mark: () => document.querySelector('[data-testid="column-count"]').textContent,
  isSeen: (before) => document.querySelector('[data-testid="column-count"]')?.textContent !== before,
});
tell('every one of these', all);
await context.close();
await browser.close();
