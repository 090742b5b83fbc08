import type { Locator, Page } from '@playwright/test';
import { type App, expect, test } from '../app';

test.use({ deskOf: 'board-many' });

const TO = 'pending_samples';

/** Cards of their own for each test, on a board that shows them alone. */
async function cardsCalled(app: App, name: string, count: number): Promise<string[]> {
  const [company] = await app.desk.call('masters.companies', '');
  const ids: string[] = [];
  for (let number = count; number > 0; number -= 1) {
    const open = { company_id: company.id, contact_id: null, title: `${name} ${number}`, priority: 'low' };
    ids.unshift(await app.desk.call('enquiries.open', open));
  }
  await app.open(`board?q=${encodeURIComponent(name)}`);
  await expect(app.page.getByTestId('card')).toHaveCount(count);
  return ids;
}

const cards = (page: Page) => page.getByTestId('card');
const called = (page: Page, title: string) => page.getByRole('listitem', { name: title, exact: true });
const bar = (page: Page) => page.getByTestId('selection');

function ahead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function stageOf(app: App, id: string): Promise<string> {
  return (await app.desk.call('enquiries.detail', id)).enquiry.stage;
}

async function drag(page: Page, card: Locator, to: Locator): Promise<void> {
  const [from, target] = [await card.boundingBox(), await to.boundingBox()];
  if (!from || !target) throw new Error('both must be in sight to drag');
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 30, { steps: 3 });
  await page.mouse.move(target.x + target.width / 2, target.y + 140, { steps: 12 });
}

test('cards picked with the mouse are dragged together, and a preview asks once for what they need', async ({
  app,
}) => {
  const { page } = app;
  const ids = await cardsCalled(app, 'Dragged', 4);
  await called(page, 'Dragged 1').click({ modifiers: ['ControlOrMeta'] });
  await called(page, 'Dragged 3').click({ modifiers: ['ControlOrMeta'] });
  await expect(bar(page)).toContainText('2 enquiries selected');
  await drag(page, called(page, 'Dragged 3'), page.getByTestId(`column-${TO}`));
  await expect(page.getByTestId('held-count')).toHaveText('2');
  await page.mouse.up();
  const dialog = page.getByRole('dialog', { name: 'Move 2 enquiries to Pending samples' });
  await expect(dialog.getByTestId('will-move')).toContainText('Dragged 1');
  await dialog.getByLabel('Answer expected by').fill(ahead(5));
  await dialog.getByRole('button', { name: 'Move 2 enquiries' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId(`column-${TO}`).getByTestId('card')).toHaveCount(2);
  await expect(bar(page)).toHaveCount(0);
  expect(await Promise.all(ids.map((id) => stageOf(app, id)))).toEqual([
    TO,
    'pending_enquiry',
    TO,
    'pending_enquiry',
  ]);
});

test('a range is picked with Shift, and Escape lets go of it', async ({ app }) => {
  const { page } = app;
  await cardsCalled(app, 'Ranged', 5);
  await called(page, 'Ranged 2').click({ modifiers: ['ControlOrMeta'] });
  await called(page, 'Ranged 4').click({ modifiers: ['Shift'] });
  await expect(bar(page)).toContainText('3 enquiries selected');
  await expect(called(page, 'Ranged 3')).toHaveAccessibleDescription('Selected');
  await called(page, 'Ranged 4').focus();
  await page.keyboard.press('Escape');
  await expect(bar(page)).toHaveCount(0);
});

test('with the keyboard alone a column is picked and moved, and those that may not say why', async ({
  app,
}) => {
  const { page } = app;
  const ids = await cardsCalled(app, 'Keyed', 3);
  const [ended] = ids;
  const fields = { category: 'no_requirement', reason: 'They have shut the plant for good.' };
  const lost = { id: ended, from: 'pending_enquiry', to: 'lost', after: null, before: null, fields };
  await app.desk.call('enquiries.advance', lost);
  await expect(page.getByTestId('column-lost').getByTestId('column-count')).toHaveText('1');
  await called(page, 'Keyed 2').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar(page)).toContainText('2 enquiries selected');
  await page.keyboard.press('Escape');
  await called(page, 'Keyed 2').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await expect(bar(page)).toContainText('2 enquiries selected');
  for (let column = 0; column < 12; column += 1) await page.keyboard.press('ArrowRight');
  await expect(called(page, 'Keyed 1')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Space');
  await expect(bar(page)).toContainText('3 enquiries selected');
  await page.keyboard.press('m');
  await page.keyboard.type('Long pend');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Move 3 enquiries to Long pendency' });
  await expect(dialog.getByTestId('will-stay')).toContainText('It is finished.');
  await dialog.getByLabel('Look at it again on').fill(ahead(30));
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(app.toast('2 of 3 enquiries moved to Long pendency')).toBeVisible();
  await expect(bar(page)).toContainText('1 enquiry selected');
  await expect(bar(page)).toContainText('It is finished.');
  expect(await Promise.all(ids.map((id) => stageOf(app, id)))).toEqual([
    'lost',
    'long_pendency',
    'long_pendency',
  ]);
});

test('a date that has passed is said at its field before anything moves', async ({ app }) => {
  const { page } = app;
  const ids = await cardsCalled(app, 'Dated', 2);
  await called(page, 'Dated 1').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await expect(bar(page)).toContainText('2 enquiries selected');
  await bar(page).getByRole('button', { name: 'Move to…' }).click();
  await page.getByRole('menuitem', { name: 'Pending samples' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Answer expected by').fill(ahead(-5));
  await dialog.getByRole('button', { name: 'Move 2 enquiries' }).click();
  await expect(dialog.getByRole('alert')).toContainText('This date has passed already');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(cards(page)).toHaveCount(2);
  expect(await Promise.all(ids.map((id) => stageOf(app, id)))).toEqual([
    'pending_enquiry',
    'pending_enquiry',
  ]);
});
