import type { Locator, Page } from '@playwright/test';
import { type App, expect, test } from '../app';

test.use({ deskOf: 'board' });

const FILTER = { owner_id: null, priority: null, query: null };
const FROM = 'pending_enquiry';

interface Card {
  id: string;
  title: string;
}

/** The card at this place of the first column: each test takes another. */
async function cardAt(app: App, offset: number): Promise<Card> {
  const { cards } = await app.desk.call('board.window', { column: FROM, offset, limit: 1, filter: FILTER });
  return cards[0];
}

async function columnOf(app: App, { id }: Card): Promise<string> {
  return (await app.desk.call('enquiries.detail', id)).enquiry.stage;
}

const column = (page: Page, key: string) => page.getByTestId(`column-${key}`);
const inColumn = (page: Page, key: string, { id }: Card) => column(page, key).locator(`[data-card="${id}"]`);

/** Opens the board on the one card that the test is about, so that neither scrolling nor new mail matters. */
async function openOn(app: App, card: Card): Promise<Locator> {
  await app.open(`board?q=${encodeURIComponent(card.title)}`);
  const found = inColumn(app.page, FROM, card);
  await expect(found).toBeVisible();
  return found;
}

async function drag(page: Page, card: Locator, to: Locator): Promise<void> {
  const from = await card.boundingBox();
  const target = await to.boundingBox();
  if (!from || !target) throw new Error('both must be in sight to drag');
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 30, { steps: 3 });
  await page.mouse.move(target.x + target.width / 2, target.y + 140, { steps: 12 });
  await page.mouse.up();
}

/** A day this many days ahead, as a date field takes it. */
function ahead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

test('a card dropped on a stage that needs a date asks for it, moves, and is there after a restart', async ({
  app,
}) => {
  const card = await cardAt(app, 0);
  const held = await openOn(app, card);
  await drag(app.page, held, column(app.page, 'pending_specification'));
  const dialog = app.page.getByRole('dialog', { name: 'Move to Pending specification' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Move' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Fill this in to go on');
  await dialog.getByLabel('Answer expected by').fill(ahead(5));
  await dialog.getByRole('button', { name: 'Move' }).click();
  await expect(inColumn(app.page, 'pending_specification', card)).toBeVisible();
  await expect(inColumn(app.page, FROM, card)).toHaveCount(0);
  expect(await columnOf(app, card)).toBe('pending_specification');
  await app.reload();
  await expect(inColumn(app.page, 'pending_specification', card)).toBeVisible();
});

test('a date that has passed is refused at its field and the card stays', async ({ app }) => {
  const card = await cardAt(app, 1);
  const held = await openOn(app, card);
  await drag(app.page, held, column(app.page, 'pending_technical_query'));
  const dialog = app.page.getByRole('dialog');
  await dialog.getByLabel('Answer expected by').fill(ahead(-5));
  await dialog.getByRole('button', { name: 'Move' }).click();
  await expect(dialog.getByRole('alert')).toContainText('This date has passed already');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(inColumn(app.page, FROM, card)).toBeVisible();
  expect(await columnOf(app, card)).toBe(FROM);
});

test('a move the life of an enquiry does not know comes back with its reason', async ({ app }) => {
  const card = await cardAt(app, 2);
  await openOn(app, card);
  const keys = await app.page
    .locator('[data-column-shell]')
    .evaluateAll((shells) => shells.map((shell) => shell.getAttribute('data-column-shell')));
  const held = inColumn(app.page, FROM, card);
  await held.focus();
  await app.page.keyboard.press('Space');
  for (let step = 0; step < keys.indexOf('won'); step += 1) await app.page.keyboard.press('ArrowRight');
  await app.page.keyboard.press('Space');
  await expect(app.toast(`“${card.title}” was not moved`)).toBeVisible();
  await expect(inColumn(app.page, 'won', card)).toHaveCount(0);
  await column(app.page, FROM).scrollIntoViewIfNeeded();
  await expect(inColumn(app.page, FROM, card)).toBeVisible();
  expect(await columnOf(app, card)).toBe(FROM);
});

test('“Move to…” moves a card with the keyboard alone', async ({ app }) => {
  const card = await cardAt(app, 3);
  const held = await openOn(app, card);
  await held.focus();
  await app.page.keyboard.press('m');
  const stage = app.page.getByRole('menuitem', { name: 'Long pendency' });
  await expect(stage).toBeVisible();
  await expect(app.page.getByRole('menuitem', { name: 'Won' })).toBeDisabled();
  await app.page.keyboard.type('Long');
  await expect(stage).toBeFocused();
  await app.page.keyboard.press('Enter');
  const dialog = app.page.getByRole('dialog', { name: 'Move to Long pendency' });
  await dialog.getByLabel('Look at it again on').fill(ahead(30));
  await app.page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  expect(await columnOf(app, card)).toBe('long_pendency');
});

test('a card is lifted, carried to the next stage and dropped with the keyboard', async ({ app }) => {
  const card = await cardAt(app, 4);
  const held = await openOn(app, card);
  await held.focus();
  await app.page.keyboard.press('Space');
  await expect(app.page.getByText(`Lifted ${card.title}`, { exact: false })).toBeAttached();
  await app.page.keyboard.press('ArrowRight');
  await app.page.keyboard.press('Enter');
  const dialog = app.page.getByRole('dialog', { name: 'Move to Pending specification' });
  await dialog.getByLabel('Answer expected by').fill(ahead(3));
  await dialog.getByRole('button', { name: 'Move' }).click();
  await expect(inColumn(app.page, 'pending_specification', card)).toBeVisible();
});

test('Escape puts a lifted card back', async ({ app }) => {
  const card = await cardAt(app, 5);
  const held = await openOn(app, card);
  await held.focus();
  await app.page.keyboard.press('Space');
  await app.page.keyboard.press('ArrowRight');
  await app.page.keyboard.press('Escape');
  await expect(app.page.getByText(`${card.title} is back where it was`)).toBeAttached();
  await expect(inColumn(app.page, FROM, card)).toBeVisible();
  expect(await columnOf(app, card)).toBe(FROM);
});

test('Enter opens the record beside the board and Escape closes it', async ({ app }) => {
  const card = await cardAt(app, 6);
  const held = await openOn(app, card);
  await held.focus();
  await app.page.keyboard.press('Enter');
  const sheet = app.page.getByTestId('record-sheet');
  await expect(sheet.getByRole('heading', { name: card.title })).toBeVisible();
  await app.page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('a card moves at once where its enquiry says already what the stage asks for', async ({ app }) => {
  const card = await cardAt(app, 7);
  const { page } = app;
  await app.desk.call('enquiries.edit', { id: card.id, product: 'Zinc oxide', quantity: '5', unit: 'mt' });
  const held = await openOn(app, card);
  await held.focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: 'Make quote' }).click();
  await expect.poll(() => columnOf(app, card)).toBe('make_quote');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the heads of the columns add up to the board’s total', async ({ app }) => {
  await app.open('board');
  await expect(app.page.getByTestId('card').first()).toBeVisible();
  // Read in one go: a mail that comes in between would make two truths of it.
  const { sum, text } = await app.page.evaluate(() => {
    const heads = [...document.querySelectorAll('[data-testid="column-count"]')];
    const sum = heads.reduce((all, head) => all + Number(head.textContent), 0);
    return { sum, text: document.querySelector('main header')?.textContent ?? '' };
  });
  expect(sum).toBeGreaterThan(0);
  expect(text).toContain(`${sum} enquiries`);
});
