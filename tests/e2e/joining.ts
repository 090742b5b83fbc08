import { expect, type Page } from '@playwright/test';
import type { Desk } from './desk';
import type { Office } from './office';

/** The screen where a desk joins its office. */
export async function settings(page: Page, desk: Desk): Promise<void> {
  await expect.poll(async () => (await desk.call('app.status', {})).sign_in.state).toBe('signed_in');
  await page.goto(`${desk.url}/#/settings/office`);
  await expect(page.getByTestId('mail-counts')).toBeVisible();
}

/** Address first: what the office offers appears once it has been asked. */
export async function choose(page: Page, office: Office, way: string): Promise<void> {
  await page.getByLabel('Address of the server').fill(office.url);
  await page.keyboard.press('Tab');
  await page.getByRole('tab', { name: way }).click();
}
