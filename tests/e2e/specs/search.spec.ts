import { type App, expect, test } from '../app';

test.use({ deskOf: 'search' });

const box = (app: App) => app.page.getByRole('searchbox', { name: 'Search mail' });
const shownIn = async (app: App) =>
  Number(await app.page.getByTestId('mail-row').first().getAttribute('aria-setsize'));
const foundBy = async (app: App, folder: string, query: string): Promise<number> =>
  (await app.desk.call('email.list', { folder, query, offset: 0, limit: 1 })).total;

test('filters are typed beside words, stand below as chips, and are taken away there', async ({ app }) => {
  await app.open('inbox/all');
  await box(app).fill('price has:attachment after:30d');
  await expect(app.page.getByTestId('filter-chip')).toHaveCount(2);
  const narrowed = await foundBy(app, 'all', 'price has:attachment after:30d');
  expect(narrowed).toBeGreaterThan(0);
  await expect.poll(() => shownIn(app)).toBe(narrowed);
  await app.page.getByRole('button', { name: 'Remove the filter has:attachment' }).click();
  await expect(box(app)).toHaveValue('price after:30d');
  await expect(app.page.getByTestId('filter-chip')).toHaveCount(1);
});

test('the menu writes filters, and an intent is chosen by its name', async ({ app }) => {
  await app.open('inbox/all');
  await app.page.getByTestId('filter').click();
  await app.page.getByRole('menuitem', { name: /Unread/ }).click();
  await expect(box(app)).toHaveValue('is:unread');
  await app.page.getByTestId('filter').click();
  await app.page.getByRole('menuitem', { name: /What it wants/ }).click();
  await app.page.getByRole('menuitem', { name: 'Complaint' }).click();
  await expect(box(app)).toHaveValue('is:unread intent:complaint');
  await expect(app.page.getByTestId('filter-chip').nth(1)).toHaveText('Wants: Complaint');
});

test('a filter that makes no sense is explained and the rest is found', async ({ app }) => {
  await app.open('inbox/all');
  await box(app).fill('price after:soon');
  await expect(app.page.getByTestId('filter-trouble')).toContainText('after: takes a day');
  await expect.poll(() => shownIn(app)).toBe(await foundBy(app, 'all', 'price'));
});

test('a search that finds nothing says so', async ({ app }) => {
  await app.open('inbox/all');
  await box(app).fill('xyzzyplugh');
  await expect(app.page.getByTestId('empty').filter({ hasText: 'No mail matches the search' })).toBeVisible();
});
