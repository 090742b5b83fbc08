import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { violations } from '../axe';
import { Desk } from '../desk';
import { choose, settings } from '../joining';
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

test('a person signs in at the provider of the office, in the browser, and the desk is theirs', async ({
  browser,
}) => {
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
