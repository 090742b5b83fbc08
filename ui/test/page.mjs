// What the measuring programs share: a browser, a page of it, and the ways to wait and to say a figure.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const DEBIAN = '/usr/bin/chromium';

export function launch() {
  return chromium.launch({
    executablePath: process.env.PEBBLE_CHROMIUM ?? (existsSync(DEBIAN) ? DEBIAN : undefined),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-precise-memory-info',
    ],
  });
}

/** The address of a desk that is served, from the command line. */
export function addressOfDesk() {
  const [address] = process.argv.slice(2);
  if (!address) throw new Error('say where the desk is, as in http://127.0.0.1:4600');
  return address;
}

/** A page, and how long its main thread works on something. */
export async function newPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1420, height: 860 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const work = async (act) => {
    const before = await worked(session);
    await act();
    return (await worked(session)) - before;
  };
  return { context, page, session, work };
}

/** Milliseconds that the main thread has worked. */
async function worked(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * metrics.find((metric) => metric.name === 'TaskDuration').value;
}

export function frame(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
}

/** What was asked for has come, and nothing moves any more. */
export async function settled(page) {
  await page.waitForTimeout(500);
}

/** A figure with its goal, on a line of its own. */
export function say(name, figure, goal = '-', plain = {}) {
  console.log(JSON.stringify({ name, figure, goal, ...plain }));
}
