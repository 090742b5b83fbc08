import { expect, test } from '../app';

test.use({ deskOf: 'settings' });

test('working hours and holidays are kept', async ({ app }) => {
  await app.open('settings/hours');
  const page = app.page;
  await page.getByLabel('Saturday to').fill('13:30');
  await page.getByRole('switch', { name: 'Work on Friday' }).click();
  await page.getByLabel('Day', { exact: true }).fill('2027-03-22');
  await page.getByLabel('Name').fill('Holi');
  await page.getByRole('button', { name: 'Add holiday' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(app.toast('Working hours saved')).toBeVisible();
  await app.reload();
  await expect(page.getByLabel('Saturday to')).toHaveValue('13:30');
  await expect(page.getByRole('switch', { name: 'Work on Friday' })).not.toBeChecked();
  await expect(page.getByRole('region', { name: 'Holidays' })).toContainText('22 Mar 2027Holi');
});

test('hours that end before they begin cannot be saved', async ({ app }) => {
  await app.open('settings/hours');
  await app.page.getByLabel('Monday to').fill('08:00');
  await expect(app.page.getByRole('alert')).toHaveText('The end must be after the start');
  await expect(app.page.getByRole('button', { name: 'Save' })).toBeDisabled();
});

test('the days between touches are kept, and a number that makes no sense is refused', async ({ app }) => {
  await app.open('settings/sequences');
  const form = app.page.getByTestId('cadence');
  await form.getByLabel('High priority').fill('3');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(app.toast('Follow-up settings saved')).toBeVisible();
  await app.reload();
  await expect(form.getByLabel('High priority')).toHaveValue('3');
  await form.getByLabel('Low priority').fill('0');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toBeVisible();
});

test('a sequence is switched off and stays off', async ({ app }) => {
  await app.open('settings/sequences');
  const off = app.page.getByRole('switch', { name: 'Quote sent is on' });
  await off.click();
  await expect(off).not.toBeChecked();
  await app.reload();
  await expect(off).not.toBeChecked();
});

test('a territory is drawn, covered and left with the keyboard alone', async ({ app }) => {
  await app.open('settings/territories');
  const page = app.page;
  for (const name of ['West', 'Gujarat']) {
    await page.getByRole('button', { name: 'Add a territory' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  const row = page.getByRole('listitem').filter({ hasText: 'Gujarat' });
  await row.getByRole('button', { name: 'Change Gujarat' }).click();
  await page.getByRole('combobox', { name: 'Part of' }).press('ArrowDown');
  await page.getByRole('option', { name: 'West' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Part of West');
  await row.getByRole('button', { name: 'Add a person' }).press('Enter');
  const name = (await page.getByRole('menuitem').first().textContent()) ?? '';
  await page.getByRole('menuitem').first().press('Enter');
  await expect(row).toContainText(name);
  await app.reload();
  await expect(row).toContainText(name);
  await row.getByRole('button', { name: `${name} no longer covers Gujarat` }).press('Enter');
  await expect(row).toContainText('Nobody covers it yet');

  await page.getByRole('button', { name: 'Change West' }).click();
  await page.getByRole('combobox', { name: 'Part of' }).click();
  await page.getByRole('option', { name: 'Gujarat' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('cannot be a part of itself');
});

test('the theme is chosen here and kept', async ({ app }) => {
  await app.open('settings/appearance');
  await app.page.getByRole('combobox', { name: 'Theme' }).click();
  await app.page.getByRole('option', { name: 'Dark' }).click();
  const background = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await app.reload();
  expect(await background()).toBe(dark);
  await app.page.getByRole('combobox', { name: 'Theme' }).click();
  await app.page.getByRole('option', { name: 'Light', exact: true }).click();
  await expect.poll(background).not.toBe(dark);
});

test('signing out keeps the mail, and signing in takes the mailbox up again', async ({ app }) => {
  await app.open('settings/account');
  const { total } = (await app.desk.call('app.status', {})).counts;
  await app.page.getByTestId('account').getByRole('button', { name: 'Sign out' }).click();
  await app.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(app.page.getByText('No mailbox is connected yet.')).toBeVisible();
  await expect(app.page.getByTestId('sync-state')).toHaveText('No mailbox connected');
  expect((await app.desk.call('app.status', {})).counts.total).toBeGreaterThanOrEqual(total);
  await app.page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
  await expect(app.page.getByTestId('account')).toContainText('@');
  await expect(app.page.getByTestId('sync-state')).toContainText('Up to date');
});

test('a sign-in that ran out says why beside the account, and leads in again from there', async ({ app }) => {
  const { page } = app;
  let isOut = true;
  await page.route('**/rpc', async (route) => {
    const { cmd } = route.request().postDataJSON();
    if (cmd === 'app.sign_in') isOut = false;
    if (cmd !== 'app.status' || !isOut) return route.fallback();
    const status = await (await route.fetch()).json();
    const trouble = { remedy: 'again', reason: 'The password was changed.', at: status.now };
    await route.fulfill({ json: { ...status, sign_in: { state: 'failed', trouble } } });
  });
  await app.open('settings/account');
  await expect(page.getByTestId('account')).toContainText('@');
  await expect(page.getByRole('alert')).toHaveText(/^You are not signed in\s*The password was changed\.$/);
  await page.getByRole('button', { name: 'Sign in again' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Sign in again' })).toHaveCount(0);
  await expect(page.getByTestId('account')).toContainText('@');
});

test('the window speaks Hindi once that is chosen, and English again', async ({ app }) => {
  await app.open('settings/appearance');
  await app.page.getByRole('combobox', { name: 'Language' }).click();
  await app.page.getByRole('option', { name: 'हिन्दी' }).click();
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'hi');
  await app.page.getByRole('link', { name: 'आज' }).click();
  await expect(app.page.getByRole('heading', { name: 'आज', level: 1 })).toBeVisible();
  await app.open('settings/appearance');
  await app.page.getByRole('combobox', { name: 'भाषा' }).click();
  await app.page.getByRole('option', { name: 'English' }).click();
  await expect(app.page.getByRole('combobox', { name: 'Language' })).toBeVisible();
});
