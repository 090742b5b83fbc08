import { type App, expect, test } from '../app';

test.use({ deskOf: 'record' });

const FILTER = { owner_id: null, priority: null, query: null };

interface Running {
  enrolment: { id: string; state: string };
}

/** An enquiry whose sequence is running; each test takes another. */
async function withSequence(app: App, offset: number): Promise<{ id: string; title: string }> {
  const window = { column: 'pending_enquiry', offset: 0, limit: 50, filter: FILTER };
  const { cards } = await app.desk.call('board.window', window);
  const found = [];
  for (const card of cards) {
    const { running } = await app.desk.call('followups.of_enquiry', card.id);
    if (running.some((each: Running) => each.enrolment.state === 'active')) found.push(card);
    if (found.length > offset) return found[offset];
  }
  throw new Error('no enquiry has a running sequence');
}

const items = (app: App) => app.page.getByTestId('timeline-item');

test('one timeline holds the mail, the move and the note', async ({ app }) => {
  const { id, title } = await withSequence(app, 0);
  await app.open(`enquiry/${id}`);
  await expect(app.page.getByRole('heading', { name: title, level: 2 })).toBeVisible();
  const mail = await app.desk.call('email.of_record', id);
  expect(mail.length).toBeGreaterThan(0);
  await expect(items(app).first()).toBeVisible();

  await app.page.getByRole('button', { name: 'Move to…' }).click();
  await app.page.getByRole('menuitem', { name: 'Long pendency' }).click();
  const dialog = app.page.getByRole('dialog');
  await dialog
    .getByLabel('Look at it again on')
    .fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
  await dialog.getByRole('button', { name: 'Move' }).click();
  await expect(app.page.getByTestId('stage')).toHaveText('Long pendency');
  await expect(items(app).filter({ hasText: 'Long pendency' })).toBeVisible();

  await app.page.getByRole('textbox', { name: 'Add a note' }).fill('Purchase head is on leave');
  await app.page.getByRole('button', { name: 'Add note' }).click();
  await expect(items(app).first()).toContainText('Purchase head is on leave');
  await expect(app.page.getByRole('textbox', { name: 'Add a note' })).toHaveValue('');
});

test('a line of mail in the timeline opens the mail where it stands', async ({ app }) => {
  const { id } = await withSequence(app, 1);
  await app.open(`enquiry/${id}`);
  const line = items(app).getByRole('button').first();
  const subject = (await line.textContent()) ?? '';
  await line.click();
  const letter = app.page.getByTestId('letter');
  await expect(letter).toHaveAttribute('sandbox', 'allow-popups');
  await expect(letter.contentFrame().locator('body')).not.toBeEmpty();
  await line.press('Enter');
  await expect(letter).toHaveCount(0);
  await line.press('Enter');
  await app.page.getByRole('button', { name: 'Open in the inbox' }).click();
  await expect(app.page).toHaveURL(/#\/inbox\/all\//);
  await expect(app.page.getByRole('heading', { level: 2 }).filter({ hasText: subject })).toBeVisible();
});

test('a sequence is paused until a day and goes on again by hand', async ({ app }) => {
  const { id } = await withSequence(app, 2);
  await app.open(`enquiry/${id}`);
  const sequence = app.page.getByTestId('sequence').filter({ hasText: 'Running' }).first();
  await expect(sequence).toBeVisible();
  await sequence.getByRole('button', { name: 'Pause' }).click();
  const dialog = app.page.getByRole('dialog', { name: 'Pause this sequence' });
  await dialog.getByLabel('Until').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Pause' }).click();
  await expect(dialog.getByRole('alert')).toContainText('from tomorrow on');
  await dialog.getByLabel('Until').fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
  await app.page.keyboard.press('Enter');
  const paused = app.page.getByTestId('sequence').filter({ hasText: 'Paused' });
  await expect(paused).toContainText('By hand');
  await expect(paused).toContainText('until');
  await expect(app.page.getByTestId('next-step')).toContainText('Then: ');
  await app.reload();
  await paused.getByRole('button', { name: 'Resume' }).click();
  await expect(paused).toHaveCount(0);
  await expect(app.page.getByTestId('sequence').filter({ hasText: 'Running' }).first()).toBeVisible();
});

test('stopping a sequence asks why and cannot be left empty', async ({ app }) => {
  const { id } = await withSequence(app, 3);
  await app.open(`enquiry/${id}`);
  await app.page.getByTestId('sequence').getByRole('button', { name: 'Stop' }).first().click();
  const dialog = app.page.getByRole('dialog', { name: 'Stop this sequence' });
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Say why in a few words');
  await dialog.getByLabel('Reason').fill('They asked us not to write');
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog).toHaveCount(0);
  const { running } = await app.desk.call('followups.of_enquiry', id);
  expect(running.filter((each: Running) => each.enrolment.state === 'active')).toEqual([]);
});

test('a record that is not there says so', async ({ app }) => {
  await app.open('enquiry/00000000-0000-4000-8000-000000000000');
  await expect(app.page.getByText('It is no longer there')).toBeVisible();
});

test('a contact has as many numbers as are entered, and one of them is first', async ({ app }) => {
  const { id } = await withSequence(app, 3);
  await app.open(`enquiry/${id}`);
  const page = app.page;
  const { contact } = await app.desk.call('enquiries.detail', id);
  await page.getByRole('button', { name: 'Add a number' }).click();
  await page.getByLabel('Telephone number').fill('12');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Telephone number').fill('98200 44556');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const number = page.getByRole('button', { name: '+919820044556' });
  await number.press('Enter');
  await page.getByRole('menuitem', { name: 'Put first' }).click();
  await expect
    .poll(async () => (await app.desk.call('enquiries.detail', id)).contact.phone)
    .toBe('+919820044556');
  // Until the page shows it first, its button is still the one that goes away.
  await expect(page.getByRole('button', { name: /^\+91/ })).toHaveText(['+919820044556', contact.phone]);
  await number.press('Enter');
  await page.getByRole('menuitem', { name: 'No longer theirs' }).click();
  await expect(number).toHaveCount(0);
});

test('an enquiry is given to a colleague with a word on why', async ({ app }) => {
  const { id, title } = await withSequence(app, 4);
  await app.open(`enquiry/${id}`);
  const page = app.page;
  await page.getByRole('combobox', { name: 'Owner' }).click();
  const other = page.getByRole('option').nth(1);
  const name = (await other.textContent()) ?? '';
  await other.click();
  const dialog = page.getByRole('dialog', { name: `Give this enquiry to ${name}?` });
  await dialog.getByLabel('What they should know').fill('Speaks Gujarati');
  await dialog.getByRole('button', { name: `Give to ${name}` }).click();
  await expect(app.toast(`Gave “${title}” to ${name}`)).toBeVisible();
  await expect(items(app).first()).toContainText(`Given to ${name}`);
  await expect(items(app).first()).toContainText('Speaks Gujarati');
});
