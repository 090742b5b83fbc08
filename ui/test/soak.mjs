// A long day in one page: a thousand moves and two hundred changes of screen, and what of it the page's memory keeps.
// `node test/soak.mjs http://127.0.0.1:4600` takes a desk that runs and moves its cards about; `cargo xtask bench board`
// brings one of its own.
import { addressOfDesk, launch, newPage, say, settled } from './page.mjs';

const MOVES = 1000;
const SWITCHES = 200;
const WARM_UP = 50;
const SCREENS = ['today', 'inbox', 'board', 'companies', 'preleads', 'settings/appearance'];
/** Two stages that ask for nothing, with the words of the menu. */
const STAGES = { pending_enquiry: 'Pending enquiry', make_quote: 'Make quote' };

const address = addressOfDesk();
const browser = await launch();
const { page, session, context } = await newPage(browser);
// Wide enough for every column to be in sight, and to have its cards on the page.
await page.setViewportSize({ width: 3600, height: 860 });
await page.goto(`${address}/#/board`);
await page.getByTestId('card').first().waitFor();

await round(WARM_UP, SCREENS.length);
const before = await held();
await round(MOVES, SWITCHES);
const after = await held();
const grown = (100 * (after.heap - before.heap)) / before.heap;
say(
  `heap after ${MOVES} moves and ${SWITCHES} changes of screen`,
  `${(before.heap / 1e6).toFixed(1)} to ${(after.heap / 1e6).toFixed(1)} MB, ${grown.toFixed(1)} %`,
  '<= 10 %',
);
say('nodes that the page keeps, before and after', `${before.nodes}, ${after.nodes}`);
await context.close();
await browser.close();

/** Moves and changes of screen, spread over one another as in a day. */
async function round(moves, switches) {
  const each = Math.ceil(moves / switches);
  for (let at = 0; at < switches; at += 1) {
    await page.evaluate(
      (place) => {
        location.hash = `#/${place}`;
      },
      SCREENS[at % SCREENS.length],
    );
    await page.getByTestId('status-strip').waitFor();
    await show('board');
    for (let move = 0; move < each && at * each + move < moves; move += 1) await moveOne(at * each + move);
  }
}

async function show(place) {
  await page.evaluate((to) => {
    location.hash = `#/${to}`;
  }, place);
  await page.getByTestId('card').first().waitFor();
}

/** The first card of one column goes to the other by the keys and the menu of a person, and has arrived. */
async function moveOne(number) {
  const keys = Object.keys(STAGES);
  const [from, to] = number % 2 === 0 ? keys : keys.toReversed();
  const id = await page.locator(`[data-card][data-column="${from}"]`).first().getAttribute('data-card');
  // By its own name: which one is the first changes while the board draws the move before.
  await page.locator(`[data-card="${id}"]`).focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: STAGES[to] }).click();
  await page.locator(`[data-card="${id}"][data-column="${to}"]`).waitFor({ state: 'attached' });
}

/** What is left when everything that nobody needs has been let go of. */
async function held() {
  await show('board');
  await settled(page);
  await session.send('HeapProfiler.enable');
  for (let turn = 0; turn < 3; turn += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { metrics } = await session.send('Performance.getMetrics');
  const nodes = metrics.find(({ name }) => name === 'Nodes').value;
  return { heap: usedSize, nodes };
}
