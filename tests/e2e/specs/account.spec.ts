import { expect, test } from '@playwright/test';
import { violations } from '../axe';
import { Desk } from '../desk';
import { choose, settings } from '../joining';
import { Office } from '../office';

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
