import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { violations } from '../axe';
import { Desk } from '../desk';
import { Office } from '../office';
import { CLIENT, Provider } from '../provider';

/** A stand-in for the program that opens the system browser: it writes down where it was sent. */
class Opener {
  readonly #folder = mkdtempSync(join(tmpdir(), 'pebble-e2e-opener-'));
  readonly #seen = join(this.#folder, 'seen');

  constructor() {
    const program = join(this.#folder, 'xdg-open');
    writeFileSync(
      program,
      `#!/bin/sh\nprintf %s "$1" > "${this.#seen}.part"\nmv "${this.#seen}.part" "${this.#seen}"\n`,
    );
    chmodSync(program, 0o755);
  }

  get path(): string {
    return `${this.#folder}:${process.env.PATH}`;
  }

  /** Where the browser was sent last. */
  async seen(): Promise<string> {
    await expect.poll(() => existsSync(this.#seen)).toBe(true);
    const url = readFileSync(this.#seen, 'utf8');
    rmSync(this.#seen);
    return url;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function settings(page: Page, desk: Desk): Promise<void> {
  await expect.poll(async () => (await desk.call('app.status', {})).sign_in.state).toBe('signed_in');
  await page.goto(`${desk.url}/#/settings/office`);
  await expect(page.getByTestId('mail-counts')).toBeVisible();
}

/** Address first: what the office offers appears once it has been asked. */
async function choose(page: Page, office: Office, way: string): Promise<void> {
  await page.getByLabel('Address of the server').fill(office.url);
  await page.keyboard.press('Tab');
  await page.getByRole('tab', { name: way }).click();
}

test('a person signs in at the provider of the office, in the browser, and the desk is theirs', async ({
  browser,
}) => {
  test.skip(process.platform !== 'linux', 'the stand-in for the browser is opened as on Linux');
  const provider = await Provider.start();
  const office = new Office('--oidc-issuer', provider.url, '--oidc-client', CLIENT);
  await office.open();
  const opener = new Opener();
  const desk = await Desk.start(undefined, '--demo-director', { PATH: opener.path });
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await settings(page, desk);
  await choose(page, office, 'Sign-in page');
  await expect(page.getByText('Your browser opens 127.0.0.1.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Open the sign-in page' }).click();
  const outside = await (await browser.newContext()).newPage();
  await outside.goto(await opener.seen());
  await outside.locator('input[name=login]').fill('asha');
  await outside.locator('input[name=password]').fill('anything');
  await outside.locator('button[type=submit]').click();
  await outside.getByRole('button', { name: 'Continue' }).click();
  await expect(outside.getByText('You are signed in.')).toBeVisible();
  await expect(page.getByTestId('toast')).toContainText('This desk has joined your office');
  await expect(page.getByTestId('office')).toContainText('Everything has arrived');
  await desk.stop();
  await office.close();
  opener.close();
  await provider.stop();
});

test('a name and a password chosen at one desk take in another, and a wrong one is told plainly', async ({
  browser,
}) => {
  const office = new Office();
  await office.open();
  const [first, second] = await Promise.all([
    Desk.start(undefined, '--demo-director'),
    Desk.start(undefined, '--demo-director'),
  ]);
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await settings(page, first);
  await page.getByLabel('Address of the server').fill(office.url);
  await page.getByLabel('Invitation', { exact: true }).fill(office.invitation());
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('office')).toContainText('Everything has arrived');
  await page.getByRole('button', { name: 'Choose a name and a password' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Asha');
  await page.getByLabel('New password').fill('short');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('office-account')).toContainText('A password has 10 to 200 characters');
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('New password').fill('correct horse battery');
  await page.keyboard.press('Enter');
  await expect(page.getByText('You can sign in by this name now')).toBeVisible();
  const other = await (await browser.newContext({ bypassCSP: true })).newPage();
  await settings(other, second);
  await choose(other, office, 'Name and password');
  await other.getByLabel('Name', { exact: true }).fill('asha');
  await other.getByLabel('Password', { exact: true }).fill('not this one');
  await other.keyboard.press('Enter');
  await expect(other.getByRole('alert')).toContainText('The name or the password is wrong.');
  expect(await violations(other)).toEqual([]);
  await other.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await other.keyboard.press('Enter');
  await expect(other.getByTestId('office')).toContainText('Everything has arrived');
  await first.stop();
  await second.stop();
  await office.close();
});
