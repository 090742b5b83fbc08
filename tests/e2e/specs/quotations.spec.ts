import { type App, expect, test } from '../app';
import { violations } from '../axe';

test.use({ deskOf: 'quotations' });

const FILTER = { owner_id: null, priority: null, query: null };

/** An enquiry that asks for a product of the list; each test takes another. */
async function enquiry(app: App, offset: number): Promise<string> {
  const listed = await app.desk.call('masters.listed', null);
  const names = listed.map((product: { name: string }) => product.name);
  const window = { column: 'pending_enquiry', offset: 0, limit: 50, filter: FILTER };
  const { cards } = await app.desk.call('board.window', window);
  const found = [];
  for (const card of cards) {
    const { enquiry } = await app.desk.call('enquiries.detail', card.id);
    if (names.includes(enquiry.product) && enquiry.quantity) found.push(card.id);
    if (found.length > offset) return found[offset];
  }
  throw new Error('no enquiry asks for a product of the list');
}

const one = (app: App) => app.page.getByTestId('quotation');

async function openQuotations(app: App, id: string): Promise<void> {
  await app.open(`enquiry/${id}`);
  await app.page.getByRole('tab', { name: 'Quotations' }).click();
}

test('a quotation is written by keyboard, numbered, won and ordered', async ({ app }) => {
  const { page } = app;
  await openQuotations(app, await enquiry(app, 0));
  await page.getByRole('button', { name: 'New quotation' }).click();
  await expect(one(app).getByText('Draft', { exact: true }).first()).toBeVisible();
  await one(app).getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByTestId('sums')).toContainText('₹');
  await dialog.getByLabel('Unit, line 1').press('Enter');
  await expect(dialog.getByLabel('Product, line 2')).toBeFocused();
  await page.keyboard.type('Sample drum');
  await page.keyboard.press('Tab');
  await page.keyboard.type('ten');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('quantity above zero');
  await dialog.getByLabel('Quantity, line 2').fill('2');
  await dialog.getByLabel('Rate, line 2').fill('1,000');
  await expect(dialog.getByTestId('lines')).toContainText('₹2,000');
  await dialog.getByLabel('Payment').fill('30 days');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(one(app)).toContainText('2 lines');
  await expect(one(app)).toContainText('Manual pricing');

  await one(app).getByRole('button', { name: 'Approve' }).click();
  await one(app).getByRole('button', { name: 'Send for number' }).click();
  await expect(one(app).getByRole('heading')).toHaveText(/^Q-\d\d-\d\d-0001$/);
  await expect(page.getByTestId('stage')).toHaveText('Quoted');

  await one(app).getByRole('button', { name: 'Won' }).click();
  await page.getByRole('dialog').getByLabel('Their order number').fill('PO-4411');
  await page
    .getByRole('dialog')
    .getByLabel('Date of their order')
    .fill(new Date().toISOString().slice(0, 10));
  await page.getByRole('dialog').getByRole('button', { name: 'Won' }).click();
  await expect(page.getByTestId('stage')).toHaveText('Won');
  await one(app).getByRole('button', { name: 'Place the order' }).click();
  await page.getByRole('dialog').getByLabel('Deliver to').fill('Plot 12, MIDC Bhosari, Pune');
  await page.getByRole('dialog').getByRole('button', { name: 'Place the order' }).click();
  await expect(page.getByTestId('order')).toContainText(/SO-\d\d-\d\d-0001/);
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByTestId('timeline-item').first()).toContainText('Order SO-');
});

test('what was saved meanwhile is compared side by side, and one of the two stands', async ({ app }) => {
  const { page } = app;
  const id = await enquiry(app, 1);
  await openQuotations(app, id);
  await page.getByRole('button', { name: 'New quotation' }).click();
  await one(app).getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Freight').fill('900');

  const [{ quotation }] = await app.desk.call('quotations.of_enquiry', id);
  const { currency, lines, valid_until, terms } = quotation;
  const content = { currency, lines, valid_until, terms, freight_minor: 50_000 };
  await app.desk.call('quotations.save', { id: quotation.id, base: quotation.edition, content });

  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(one(app).getByTestId('fork')).toContainText('Nothing was merged');
  await one(app).getByRole('button', { name: 'Compare' }).click();
  const freight = page.getByTestId('compare').getByRole('row').filter({ hasText: 'Freight' });
  await expect(freight).toContainText('₹500');
  await expect(freight).toContainText('₹900');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await expect(page.getByTestId('fork')).toHaveCount(0);
  const [now] = await app.desk.call('quotations.of_enquiry', id);
  expect(now.quotation.freight_minor).toBe(90_000);
});

test('what was sent is read and revised, not edited', async ({ app }) => {
  const { page } = app;
  await openQuotations(app, await enquiry(app, 2));
  await page.getByRole('button', { name: 'New quotation' }).click();
  await one(app).getByRole('button', { name: 'Approve' }).click();
  await one(app).getByRole('button', { name: 'Send for number' }).click();
  await one(app).getByRole('button', { name: 'Read' }).click();
  await expect(page.getByRole('dialog').getByLabel('Rate, line 1')).not.toBeEditable();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await one(app).getByRole('button', { name: 'Revise' }).click();
  await expect(one(app).filter({ hasText: 'Draft of revision 2' })).toBeVisible();
  await one(app).first().getByRole('button', { name: 'Approve' }).click();
  await one(app).first().getByRole('button', { name: 'Send for number' }).click();
  await expect(one(app).first().getByRole('heading')).toHaveText(/\/R2$/);
  await expect(one(app).nth(1)).toContainText('Replaced by a revision');
});

test('a price that was set meanwhile is taken before the quotation goes out', async ({ app }) => {
  const { page } = app;
  const id = await enquiry(app, 0);
  const content = await app.desk.call('quotations.propose', id);
  await app.desk.call('quotations.draft', { enquiry_id: id, content });
  await app.open('settings/prices');
  const { name } = content.lines[0];
  await page.getByRole('button', { name: `Set price of ${name}`, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Price per').fill('321');
  await dialog.getByRole('button', { name: 'Set price' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Choose the first day');
  const { zone } = await app.desk.call('desk.calendar', null);
  await dialog.getByLabel('Holds from').fill(new Date().toLocaleDateString('en-CA', { timeZone: zone }));
  await dialog.getByRole('button', { name: 'Set price' }).click();
  await expect(page.getByRole('row').filter({ hasText: name }).first()).toContainText('₹321 per');
  await openQuotations(app, id);
  await one(app).getByRole('button', { name: 'Approve' }).click();
  await one(app).getByRole('button', { name: 'Send for number' }).click();
  await expect(app.toast(`Line 1, ${name}`)).toBeVisible();
  await one(app).getByRole('button', { name: 'Edit' }).click();
  await dialog.getByRole('button', { name: 'now ₹321: take it' }).click();
  await expect(dialog.getByLabel('Rate, line 1')).toHaveValue('321');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await one(app).getByRole('button', { name: 'Approve' }).click();
  await one(app).getByRole('button', { name: 'Send for number' }).click();
  await expect(one(app)).toContainText('Sent');
});

test('Escape asks before it throws away what was entered, and Cancel does not', async ({ app }) => {
  const { page } = app;
  await app.open('settings/prices');
  const set = page.getByRole('button', { name: /^Set price of/ }).first();
  const dialog = page.getByRole('dialog');
  const price = dialog.getByLabel('Price per');
  await set.click();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await set.click();
  await price.fill('321');
  await page.keyboard.press('Escape');
  await expect(dialog.getByRole('alert')).toContainText('What you entered is not saved.');
  await expect(dialog.getByRole('button', { name: 'Go on editing' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(price).toBeFocused();
  await expect(price).toHaveValue('321');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(price).toHaveValue('321');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Discard it' }).click();
  await expect(dialog).toHaveCount(0);
  await set.click();
  await expect(price).toHaveValue('');
  await price.fill('321');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
});

test('the list, the editor and the comparison can be used by everybody', async ({ app, browser }) => {
  const id = await enquiry(app, 0);
  const content = await app.desk.call('quotations.propose', id);
  const quotation = await app.desk.call('quotations.draft', { enquiry_id: id, content });
  const [{ quotation: begun }] = await app.desk.call('quotations.of_enquiry', id);
  for (const freight_minor of [100, 200]) {
    const save = { id: quotation, base: begun.edition, content: { ...content, freight_minor } };
    await app.desk.call('quotations.save', save);
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    // The page's own policy lets no foreign script in, so the checker goes in past it.
    const context = await browser.newContext({ bypassCSP: true, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${app.desk.url}/#/enquiry/${id}`);
    await page.getByRole('tab', { name: 'Quotations' }).click();
    await expect(page.getByTestId('fork')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Compare' }).click();
    await expect(page.getByTestId('compare')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByTestId('quotation').first().getByRole('button', { name: 'Edit' }).click();
    await expect(page.getByTestId('sums')).toContainText('₹');
    expect(await violations(page)).toEqual([]);
    await context.close();
  }
});
