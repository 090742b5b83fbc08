import { type App, expect, test } from '../app';

test.use({ deskOf: 'undo' });

interface Named {
  id: string;
  title: string;
}

/** The two cards at the top of the first column. */
async function cards(app: App): Promise<[Named, Named]> {
  const { cards } = await app.desk.call('board.window', { column: 'pending_enquiry', offset: 0, limit: 2 });
  return [cards[0], cards[1]];
}

const latest = async (app: App) => (await app.desk.call('desk.deeds', { before: null, limit: 1 }))[0];
const notes = async (app: App, id: string) =>
  (await app.desk.call('enquiries.detail', id)).timeline.filter(
    ({ title }: { title: string }) => title === 'Note',
  ).length;

async function write(app: App, text: string): Promise<void> {
  const page = app.page;
  await page.getByRole('textbox', { name: 'Add a note' }).fill(text);
  await page.getByRole('button', { name: 'Add note' }).click();
}

test('what was done is said with a way back, and undone from there', async ({ app }) => {
  const [card] = await cards(app);
  await app.open(`enquiry/${card.id}`);
  await write(app, 'He decides on Friday');
  const done = app.toast(`Wrote a note on “${card.title}”`);
  await expect(done).toBeVisible();
  expect(await notes(app, card.id)).toBe(1);
  await done.getByRole('button', { name: 'Undo' }).click();
  await expect(app.toast(`Undone: Wrote a note on “${card.title}”`)).toBeVisible();
  await expect(done).toHaveCount(1);
  expect(await notes(app, card.id)).toBe(0);
});

test('Ctrl+Z undoes and Ctrl+Y does it again, but never while somebody types', async ({ app }) => {
  const [card] = await cards(app);
  await app.open(`enquiry/${card.id}`);
  await write(app, 'He asks for the certificate');
  await expect(app.toast('Wrote a note on')).toBeVisible();
  const field = app.page.getByRole('textbox', { name: 'Add a note' });
  await field.fill('Half a sentence');
  await field.press('Control+z');
  expect((await latest(app)).standing).toBe('open');
  await app.page.getByRole('main').focus();
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => notes(app, card.id)).toBe(0);
  await app.page.keyboard.press('Control+y');
  await expect.poll(() => notes(app, card.id)).toBe(1);
});

test('the list of what was done is walked and worked by keyboard alone', async ({ app }) => {
  const [first, second] = await cards(app);
  const calls = [first, second].map(({ id }) => ({
    command: 'enquiries.note',
    input: { id, text: 'Both wait for the new list' },
  }));
  await app.desk.call('app.together', { deed: null, calls });
  const value = { id: first.id, value_minor: 5_000_000 };
  await app.desk.call('enquiries.edit', value);
  await app.desk.call('enquiries.edit', { ...value, value_minor: 6_000_000 });
  await app.open('today');
  await app.page.keyboard.press('Control+6');
  await expect(app.page.getByRole('heading', { name: 'What I have done' })).toBeVisible();
  const lines = app.page.getByTestId('deed');
  await expect(lines.nth(0)).toContainText(`Changed ${first.title}`);
  await expect(lines.nth(0)).toContainText('₹60,000');
  await expect(lines.nth(1)).toContainText('You changed the value of');
  await expect(lines.nth(1).getByRole('button', { name: 'Undo' })).toHaveCount(0);

  await lines.nth(0).getByRole('button', { name: 'Undo' }).focus();
  await app.page.keyboard.press('ArrowDown');
  await expect(lines.nth(2).getByRole('button', { name: 'Undo' })).toBeFocused();
  await app.page.keyboard.press('Enter');
  await expect(lines.nth(2)).toContainText('Undone');
  await expect(lines.nth(2).getByRole('button', { name: 'Do it again' })).toBeFocused();
  await app.page.keyboard.press('ArrowUp');
  await app.page.keyboard.press('Enter');
  await expect(lines.nth(0)).toContainText('Undone');
  await expect(lines.nth(1).getByRole('button', { name: 'Undo' })).toBeVisible();
  expect((await app.desk.call('enquiries.detail', first.id)).enquiry.value_minor).toBe(5_000_000);
});

test('what cannot be undone says why', async ({ app }) => {
  const [card] = await cards(app);
  const content = await app.desk.call('quotations.propose', card.id);
  await app.desk.call('quotations.draft', { enquiry_id: card.id, content });
  await app.open('today');
  await app.page.getByRole('main').focus();
  await app.page.keyboard.press('Control+z');
  await expect(app.toast('This could not be undone')).toContainText('it stands as it was done');
  await app.open('history');
  await expect(app.page.getByTestId('deed').first()).toContainText('This cannot be undone');
});
