import { closeSync, copyFileSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { violations } from '../axe';
import { Desk } from '../desk';

/** A desk that has read part of the demo mailbox takes this long on a busy machine. */
const READ_MS = 60_000;
const BACKUP = 'pebble.20261121T033000.daily.backup';

/** A test with files of a desk that is closed: some cards on its board, and a backup of just that. */
const test = base.extend<{ files: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first argument's pattern
  files: async ({}, use) => {
    const desk = await Desk.start();
    const cards = async () => (await desk.call('enquiries.find', { company_id: null, query: null })).length;
    await expect.poll(cards, { timeout: READ_MS }).toBeGreaterThan(3);
    await desk.end('SIGINT');
    copyFileSync(join(desk.folder, 'pebble.db'), join(desk.folder, BACKUP));
    await use(desk.folder);
  },
});

/** Overwrites the middle of a file. */
function damage(file: string): void {
  const size = Math.floor(statSync(file).size / 3);
  const open = openSync(file, 'r+');
  writeSync(open, Buffer.alloc(size, 0xa5), 0, size, size);
  closeSync(open);
}

/** Goes with the tab key to a button, as somebody without a mouse does. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name });
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    if (await button.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the tab key does not lead to ${name}`);
}

test('a damaged database gives way to its backup by keyboard, and the board is back', async ({
  page,
  files,
}) => {
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(error.message));
  damage(join(files, 'pebble.db'));
  const desk = await Desk.start(files);
  await page.goto(`${desk.url}/#/board`);
  const screen = page.getByTestId('recovery');
  await expect(screen.getByRole('alert')).toContainText('The database file is damaged');
  await expect(screen).toContainText(files);
  await expect(screen.getByRole('heading', { level: 1 })).toBeFocused();
  await tabTo(page, /^Restore the backup of Sat, 21 Nov/);
  await page.keyboard.press('Enter');
  const toast = page.getByTestId('toast');
  await expect(toast).toContainText('Your desk is open again');
  await expect(page.getByTestId('card').first()).toBeVisible();
  await expect(page).toHaveURL(/#\/board$/);
  const aside = /pebble\.\S+\.aside/.exec((await toast.textContent()) ?? '')?.[0];
  expect(readdirSync(files)).toContain(aside);
  expect(readdirSync(files)).toContain(BACKUP);
  expect(broken, 'nothing breaks in the page').toEqual([]);
  await desk.stop();
});

test('a backup that is damaged too is refused where one is, and starting anew says what it costs', async ({
  page,
  files,
}) => {
  damage(join(files, 'pebble.db'));
  damage(join(files, BACKUP));
  const desk = await Desk.start(files);
  await page.goto(`${desk.url}/#/board`);
  const restore = page.getByRole('button', { name: /^Restore the backup/ });
  await restore.press('Enter');
  await expect(page.getByRole('status')).toContainText(`The backup ${BACKUP} cannot be used`);
  await expect(restore).toBeFocused();
  await page.getByRole('button', { name: 'Start anew…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Start with an empty desk?' });
  await expect(dialog).toContainText('Mail comes back from Outlook.');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('recovery')).toBeVisible();
  await page.getByRole('button', { name: 'Start anew…' }).press('Enter');
  await dialog.getByRole('button', { name: 'Set the file aside and start anew' }).press('Enter');
  await expect(page.getByTestId('toast')).toContainText('is kept as pebble.');
  await expect(page.getByTestId('board')).toBeVisible();
  await desk.stop();
});

test('a second start on the same profile says so, and opens once the first has gone', async ({
  page,
  files,
}) => {
  const first = await Desk.start(files);
  await first.call('app.status', {});
  const second = await Desk.start(files);
  await page.goto(`${second.url}/#/board`);
  const screen = page.getByTestId('recovery');
  await expect(screen.getByRole('alert')).toContainText('already open on this profile');
  await expect(screen.getByRole('button')).toHaveText(['Try again', 'Gather the report']);
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(page.getByRole('status')).toContainText('still could not be opened');
  await first.end('SIGKILL');
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(page.getByTestId('card').first()).toBeVisible();
  await second.stop();
});

test('a full disk offers another try and nothing that would cost anything', async ({ page, files }) => {
  const message = 'The disk is full. Free some space and try again; nothing was lost.';
  const desk = await Desk.start(files);
  await page.route('**/rpc', async (route) => {
    const { cmd } = route.request().postDataJSON();
    const trouble = { message, folder: files, backups: [], can_start_anew: false };
    if (cmd === 'app.recovery') await route.fulfill({ json: trouble });
    else await route.fulfill({ status: 500, json: { code: 'Broken', message, field: null } });
  });
  await page.goto(desk.url);
  await expect(page.getByTestId('recovery')).toContainText(message);
  await expect(page.getByRole('button')).toHaveText(['Try again', 'Gather the report']);
  await expect(page.getByTestId('status-strip')).toHaveCount(0);
  await desk.stop();
});

for (const theme of ['light', 'dark'] as const) {
  test(`the recovery screen can be used by everybody, ${theme}`, async ({ browser, files }) => {
    damage(join(files, 'pebble.db'));
    const desk = await Desk.start(files);
    // Half the width and height: what a zoom of 200 % leaves.
    const half = { width: 640, height: 400 };
    const context = await browser.newContext({ bypassCSP: true, colorScheme: theme, viewport: half });
    const page = await context.newPage();
    await page.goto(desk.url);
    const screen = page.getByTestId('recovery');
    await expect(screen).toBeVisible();
    expect(await violations(page)).toEqual([]);
    expect(await screen.evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
    await page.getByRole('button', { name: 'Start anew…' }).click();
    await expect(page.getByRole('dialog')).toBeInViewport({ ratio: 1 });
    await context.close();
    await desk.stop();
  });
}
