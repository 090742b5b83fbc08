import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { violations } from '../axe';
import { Desk } from '../desk';

/** Reading the whole sample mailbox on a busy machine. */
const SETTLE_MS = 120_000;

/** A program that was started for the first time: it has files of its own and no desk yet. */
const test = base.extend<{ desk: Desk }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first argument's pattern
  desk: async ({}, use) => {
    const desk = await Desk.start(mkdtempSync(join(tmpdir(), 'pebble-first-')), null);
    await use(desk);
    await desk.stop();
  },
});

test('the first start offers a sample company, which is wiped with one click and its confirmation', async ({
  page,
  desk,
}) => {
  await page.goto(desk.url);
  const welcome = page.getByTestId('welcome');
  await expect(welcome.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(welcome.getByRole('button')).toHaveText(['Try the sample', 'Use my own mailbox']);
  expect(existsSync(join(desk.folder, 'pebble.db')), 'nothing is opened before the choice').toBe(false);
  await welcome.getByRole('button', { name: 'Try the sample' }).press('Enter');
  await expect(page.getByTestId('mail-counts')).toBeVisible({ timeout: SETTLE_MS });
  await expect(page.getByTestId('status-strip')).toContainText('Sample company');
  await expect.poll(() => desk.isSettled(), { timeout: SETTLE_MS }).toBe(true);
  expect(existsSync(join(desk.folder, 'sample', 'pebble.db'))).toBe(true);
  expect(existsSync(join(desk.folder, 'pebble.db')), 'the sample is in a folder of its own').toBe(false);

  const end = page.getByRole('button', { name: 'Use my own mailbox…' });
  await end.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Wipe the sample company?' });
  await expect(dialog).toContainText(/the sample’s \d{3} mails/);
  await dialog.getByRole('button', { name: 'Keep the sample' }).press('Enter');
  await expect(dialog).toHaveCount(0);
  expect(existsSync(join(desk.folder, 'sample', 'pebble.db')), 'it was only asked').toBe(true);

  await end.press('Enter');
  await dialog.getByRole('button', { name: 'Wipe it and begin with my own' }).press('Enter');
  await expect(page).toHaveURL(/#\/settings\/account$/);
  const signIn = page.getByRole('button', { name: 'Sign in with Microsoft' });
  await expect(signIn).toBeDisabled();
  await page.getByLabel('Application (client) ID').fill('pebble');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Your IT finds it in Microsoft Entra');
  await page.getByLabel('Application (client) ID').fill('11111111-2222-4333-8444-555555555555');
  await page.getByLabel('Directory (tenant) ID or domain').fill('contoso.onmicrosoft.com');
  await page.keyboard.press('Enter');
  await expect(signIn).toBeEnabled();
  await expect(page.getByTestId('registration')).toContainText('in contoso.onmicrosoft.com');
  await expect(page.getByTestId('approval')).toContainText('contoso.onmicrosoft.com/v2.0/adminconsent');
  await expect(page.getByTestId('mail-counts')).toContainText('0 mails');
  await expect(page.getByTestId('status-strip')).not.toContainText('Sample');
  expect(existsSync(join(desk.folder, 'sample')), 'nothing of it is left').toBe(false);
  expect(existsSync(join(desk.folder, 'pebble.db'))).toBe(true);
  await expect(desk.call('app.wipe_sample', {})).rejects.toThrow('nothing is wiped');
});

test('who chooses their own mailbox is where one signs in, and is not asked again', async ({
  page,
  desk,
}) => {
  await page.goto(desk.url);
  await page.getByRole('button', { name: 'Use my own mailbox' }).click();
  await expect(page.getByRole('button', { name: 'Sign in with Microsoft' })).toBeVisible();
  await page.goto(`${desk.url}/#/today`);
  await page.reload();
  await expect(page.getByTestId('mail-counts')).toBeVisible();
  await expect(page.getByTestId('welcome')).toHaveCount(0);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the first screen can be used by everybody, ${theme}`, async ({ browser, desk }) => {
    // Half the width and height: what a zoom of 200 % leaves.
    const half = { width: 640, height: 400 };
    const context = await browser.newContext({ bypassCSP: true, colorScheme: theme, viewport: half });
    const page = await context.newPage();
    await page.goto(desk.url);
    const welcome = page.getByTestId('welcome');
    await expect(welcome).toBeVisible();
    expect(await violations(page)).toEqual([]);
    expect(await welcome.evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
    await context.close();
  });
}
