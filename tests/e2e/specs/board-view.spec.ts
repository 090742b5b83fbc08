import type { Page } from '@playwright/test';
import { type App, expect, test } from '../app';

test.use({ deskOf: 'board-view' });

async function open(app: App, name: string, more: Record<string, unknown> = {}): Promise<string> {
  const [company] = await app.desk.call('masters.companies', '');
  const card = { company_id: company.id, contact_id: null, title: name, priority: 'low', ...more };
  return app.desk.call('enquiries.open', card);
}

const lane = (page: Page, name: string) => page.getByTestId('lane').filter({ hasText: name });
const priorityOf = async (app: App, id: string) =>
  (await app.desk.call('enquiries.detail', id)).enquiry.priority;

async function choose(page: Page, label: string, choice: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: choice, exact: true }).click();
}

test('lanes add up to the board, shut and open, and a card carried into another gets its priority', async ({
  app,
}) => {
  const { page } = app;
  const id = await open(app, 'Laned one');
  await open(app, 'Laned two', { priority: 'high', value_minor: 5_000_000 });
  await app.open('board?q=Laned');
  await choose(page, 'Lanes', 'Lanes: priority');
  await expect(page.getByTestId('lane')).toHaveCount(3);
  await expect(lane(page, 'High priority').getByTestId('lane-count')).toHaveText('1');
  await expect(lane(page, 'High priority').getByTestId('lane-value')).toHaveText('₹50,000');
  await expect(lane(page, 'Low priority').getByTestId('card')).toHaveCount(1);
  const card = lane(page, 'Low priority').getByTestId('card');
  const [from, to] = [
    await card.boundingBox(),
    await lane(page, 'High priority').getByTestId('cell').first().boundingBox(),
  ];
  if (!from || !to) throw new Error('both must be in sight to drag');
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 10, { steps: 3 });
  await page.mouse.move(to.x + 80, to.y + 40, { steps: 10 });
  await page.mouse.up();
  await expect(lane(page, 'High priority').getByTestId('card')).toHaveCount(2);
  await expect(lane(page, 'High priority').getByTestId('lane-count')).toHaveText('2');
  // It is drawn before it is stored.
  await expect.poll(() => priorityOf(app, id)).toBe('high');
  await page.getByRole('button', { name: /^High priority/, expanded: true }).click();
  await expect(lane(page, 'High priority').getByTestId('card')).toHaveCount(0);
  await app.reload();
  await expect(page.getByRole('button', { name: /^High priority/, expanded: false })).toBeVisible();
});

test('with the keyboard alone a card is carried from lane to lane, and each is named', async ({ app }) => {
  const { page } = app;
  const id = await open(app, 'Carried', { priority: 'medium' });
  await open(app, 'Carried too', { priority: 'high' });
  await app.open('board?q=Carried&lanes=priority');
  const card = lane(page, 'Medium priority').getByTestId('card');
  await card.focus();
  await page.keyboard.press('ArrowUp');
  await expect(lane(page, 'High priority').getByTestId('card')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(card).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('board-live')).toHaveText(/Carried, Pending enquiry, High priority/);
  await page.keyboard.press('Space');
  await expect(lane(page, 'High priority').getByTestId('card')).toHaveCount(2);
  await expect.poll(() => priorityOf(app, id)).toBe('high');
});

test('filters stand as chips that are taken away one by one, and the heads follow', async ({ app }) => {
  const { page } = app;
  await open(app, 'Chipped', { priority: 'high', product: 'Acetone', value_minor: 20_000_000 });
  await app.open('board?q=Chipped');
  await expect(page.getByTestId('card').first()).toBeVisible();
  await page.keyboard.press('f');
  const dialog = page.getByRole('dialog', { name: 'Filter the board' });
  await choose(page, 'Priority', 'High');
  await dialog.getByLabel('Value from').fill('1 lakh');
  await dialog.getByLabel('Days in stage, at least').fill('x');
  await dialog.getByRole('button', { name: 'Show' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Write a number of days');
  await dialog.getByLabel('Days in stage, at least').fill('');
  await dialog.getByRole('button', { name: 'Show' }).click();
  const chips = page.getByTestId('chips');
  await expect(chips.getByRole('button')).toHaveText(['Priority: High', 'Value from ₹1 L', 'Clear all']);
  await expect(page.locator('main header').first()).toContainText('1 enquiry · ₹2 L');
  await app.reload();
  await expect(chips.getByRole('button')).toHaveCount(3);
  await page.getByRole('button', { name: 'Remove filter Priority: High' }).click();
  await expect(chips.getByRole('button')).toHaveCount(2);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(chips).toHaveCount(0);
});

test('a filter that nothing fits says so and leads back', async ({ app }) => {
  const { page } = app;
  await app.open('board?q=nothing-is-called-that');
  await expect(page.getByText('No enquiry fits')).toBeVisible();
  await page.getByRole('button', { name: 'Show the whole board' }).click();
  await expect(page.getByTestId('card').first()).toBeVisible();
});

test('until it is known how many fit, the cards of before stay and no column is asked for others', async ({
  app,
}) => {
  const { page } = app;
  await open(app, 'Counted at last');
  await open(app, 'Left out by then');
  await app.open('board');
  const leftOut = page.getByTestId('card').filter({ hasText: 'Left out by then' });
  await expect(leftOut).toBeVisible();
  let tell = () => {};
  const told = new Promise<void>((done) => {
    tell = done;
  });
  const asked: string[] = [];
  await page.route('**/rpc', async (route) => {
    const { cmd, input } = route.request().postDataJSON();
    const query = cmd === 'board.columns' ? input.query : input?.filter?.query;
    if (query) asked.push(cmd);
    if (query && cmd === 'board.columns') await told;
    await route.fallback();
  });
  await page.getByRole('searchbox').fill('Counted');
  await expect.poll(() => asked).toContain('board.columns');
  await expect(leftOut).toBeVisible();
  expect(asked).toEqual(['board.columns']);
  tell();
  await expect(leftOut).toHaveCount(0);
  await expect(page.getByTestId('card').filter({ hasText: 'Counted at last' })).toBeVisible();
});

test('a view is kept, found by key and in the palette, updated, begun with and deleted', async ({ app }) => {
  const { page } = app;
  await app.open('board?priority=high&lanes=owner&density=compact');
  await expect(page.getByTestId('chips')).toBeVisible();
  await page.keyboard.press('v');
  await page.getByRole('menuitem', { name: 'Keep this view…' }).click();
  const keep = page.getByRole('dialog', { name: 'Keep this view' });
  await keep.getByRole('button', { name: 'Keep' }).click();
  await expect(keep.getByRole('alert')).toHaveText('Please give the view a name.');
  await keep.getByLabel('Name').fill('Hot by owner');
  await page.keyboard.press('Enter');
  await expect(app.toast('View “Hot by owner” kept')).toBeVisible();
  await page.keyboard.press('v');
  await page.getByRole('menuitem', { name: 'Begin with this view' }).click();
  await expect(app.toast('The board begins with this view from now on')).toBeVisible();

  await app.open('today');
  await page.keyboard.press('ControlOrMeta+2');
  await expect(page.getByTestId('chips')).toContainText('Priority: High');
  await expect(page.getByTestId('lane').first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove filter Priority: High' }).click();
  await expect(page.getByTestId('chips')).toHaveCount(0);

  await app.open('today');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('hot by');
  await page.getByTestId('found').filter({ hasText: 'Hot by owner' }).click();
  await expect(page.getByTestId('chips')).toContainText('Priority: High');
  await choose(page, 'Density', 'Detailed');
  // In a list of choices a letter looks for a choice.
  await page.getByTestId('card').first().focus();
  await page.keyboard.press('v');
  await page.getByRole('menuitem', { name: 'Update “Hot by owner”' }).click();
  await expect(app.toast('View updated')).toBeVisible();
  await page.keyboard.press('v');
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(app.toast('View “Hot by owner” deleted')).toBeVisible();
});

test('an order other than by hand is kept to, and says so when a card is put elsewhere', async ({ app }) => {
  const { page } = app;
  for (const [title, value_minor] of [
    ['Ordered small', 100_000],
    ['Ordered big', 900_000],
  ] as const)
    await open(app, title, { value_minor });
  await app.open('board?q=Ordered');
  await choose(page, 'Order', 'Order: value');
  await expect(page.getByTestId('card')).toHaveCount(2);
  await expect(page.getByTestId('card').first()).toContainText('Ordered big');
  await page.getByTestId('card').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(app.toast(/Cards stand in an order of their own/)).toBeVisible();
  await expect(page.getByTestId('card').first()).toContainText('Ordered big');
});

test('a card that is carried to an edge scrolls the board there, sideways and down', async ({ app }) => {
  const { page } = app;
  for (let number = 0; number < 14; number += 1) await open(app, `Scrolled ${number}`);
  await page.setViewportSize({ width: 1280, height: 700 });
  await app.open('board?q=Scrolled');
  const list = page.getByTestId('column-pending_enquiry').getByTestId('column-list');
  const card = list.getByTestId('card').first();
  const [from, box, board] = [
    await card.boundingBox(),
    await list.boundingBox(),
    await page.getByTestId('board').boundingBox(),
  ];
  if (!from || !box || !board) throw new Error('the board must be in sight');
  const at = (name: 'scrollLeft' | 'scrollTop', of: string) =>
    page.evaluate(
      ([key, id]) => Reflect.get(document.querySelector(`[data-testid="${id}"]`) ?? {}, key ?? ''),
      [name, of],
    );
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 50, from.y + 30, { steps: 3 });
  await page.mouse.move(from.x + 60, box.y + box.height - 6, { steps: 5 });
  await expect.poll(() => at('scrollTop', 'column-list')).toBeGreaterThan(200);
  await page.mouse.move(from.x + 60, box.y + 6, { steps: 5 });
  await expect.poll(() => at('scrollTop', 'column-list')).toBe(0);
  await page.mouse.move(board.x + board.width - 6, box.y + 200, { steps: 5 });
  await expect.poll(() => at('scrollLeft', 'board')).toBeGreaterThan(600);
  await page.mouse.move(board.x + 6, box.y + 200, { steps: 5 });
  await expect.poll(() => at('scrollLeft', 'board')).toBe(0);
  await page.keyboard.press('Escape');
  await page.mouse.up();
});

test('a menu opened by a key gives the focus back, and never to a box that was used before', async ({
  app,
}) => {
  const { page } = app;
  await app.open('board');
  await choose(page, 'Density', 'Detailed');
  const views = page.getByRole('button', { name: 'Views' });
  // With the focus nowhere, as it is when the card that had it has left the board.
  const box = page.getByRole('combobox', { name: 'Density' });
  await expect(box).toBeFocused();
  await box.blur();
  await page.keyboard.press('v');
  await page.getByRole('menuitem', { name: 'Whole board' }).click();
  await expect(views).toBeFocused();

  const card = page.getByTestId('card').first();
  await card.focus();
  await page.keyboard.press('v');
  await page.keyboard.press('Escape');
  await expect(card).toBeFocused();

  await page.keyboard.press('v');
  await page.getByRole('menuitem', { name: 'Keep this view…' }).click();
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
