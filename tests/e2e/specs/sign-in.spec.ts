import type { Page } from '@playwright/test';
import { expect, test } from '../app';
import { violations } from '../axe';

test.use({ deskOf: 'sign-in', bypassCSP: true });

const NUMBER = 'Your organisation says no. (AADSTS53003)';

/** What the desk says of its sign-in is put in its mouth; all else is its own. */
async function fail(page: Page, remedy: string, reason: string, more = {}): Promise<void> {
  await page.route('**/rpc', async (route) => {
    const { cmd } = route.request().postDataJSON();
    if (cmd === 'app.registration') {
      const registration = {
        client_id: '11111111-2222-4333-8444-555555555555',
        tenant: null,
        cloud: 'worldwide',
      };
      return route.fulfill({ json: { registration, is_fixed: true } });
    }
    if (cmd !== 'app.status') return route.fallback();
    const status = await (await route.fetch()).json();
    const sign_in = { state: 'failed', trouble: { remedy, reason, at: status.now } };
    await route.fulfill({ json: { ...status, ...more, sign_in } });
  });
}

for (const [remedy, title, next] of [
  ['again', 'You are not signed in', 'Sign in again'],
  ['other_account', 'This account does not belong here', 'Sign in with another account'],
  ['later', 'Microsoft cannot be asked just now', 'Try again'],
  ['computer', 'Something on this computer is in the way', 'Try again'],
] as const) {
  test(`a sign-in that failed says what leads on: ${remedy}`, async ({ app }) => {
    await fail(app.page, remedy, NUMBER);
    await app.open('settings/account');
    const trouble = app.page.getByTestId('sign-in-trouble');
    await expect(trouble.getByRole('alert')).toContainText(title);
    await expect(trouble).toContainText(NUMBER);
    await expect(trouble.getByRole('button')).toHaveCount(0);
    await expect(app.page.getByRole('button', { name: next, exact: true })).toBeEnabled();
    expect(await violations(app.page)).toEqual([]);
  });
}

test('where an administrator has to approve, the address to send stands beside the reason, once', async ({
  app,
}) => {
  await fail(app.page, 'approval', 'Approve it first. (AADSTS90094)', { account: null });
  await app.open('settings/account');
  const trouble = app.page.getByTestId('sign-in-trouble');
  await expect(trouble.getByTestId('approval')).toContainText('adminconsent');
  await expect(app.page.getByTestId('approval')).toHaveCount(1);
  await expect(app.page.getByRole('button', { name: 'Try again once it is approved' })).toBeEnabled();
  expect(await violations(app.page)).toEqual([]);
});

for (const remedy of ['policy', 'registration'] as const) {
  test(`what only the IT can mend is theirs in one copy: ${remedy}`, async ({ app, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await fail(app.page, remedy, NUMBER);
    await app.open('settings/account');
    const trouble = app.page.getByTestId('sign-in-trouble');
    await expect(trouble).toContainText('Application (client) ID');
    await trouble.getByRole('button', { name: 'Copy it for your IT' }).click();
    await expect(app.toast('It is on your clipboard')).toBeVisible();
    const copied = await app.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`Reason: ${NUMBER}`);
    expect(copied).toContain('Application (client) ID: 11111111-2222-4333-8444-555555555555');
    expect(copied).toContain('Account: ');
    expect(copied).toMatch(/Time: .*\d\d:\d\d, Asia\/Kolkata$/);
    expect(await violations(app.page)).toEqual([]);
  });
}
