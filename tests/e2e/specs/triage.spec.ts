import { type App, expect, test } from '../app';

test.use({ deskOf: 'triage' });

interface Row {
  id: string;
  subject: string;
  intent: string | null;
  is_corrected: boolean;
  is_outgoing: boolean;
  mails: number;
  disposition: string;
  snoozed_until: string | null;
  enquiry_id: string | null;
  has_attachments: boolean;
}

const ALONE = { query: null, is_grouped: false, offset: 0, limit: 200 };

/** The mails of a list that fit, newest first. */
async function mails(app: App, folder: string, fits: (row: Row) => boolean = () => true): Promise<Row[]> {
  const page = await app.desk.call('email.list', { ...ALONE, folder });
  return page.rows.filter(fits);
}

const stateOf = async (app: App, id: string): Promise<Row> =>
  (await app.desk.call('email.detail', { id })).row;

/** Opens the list of what a person has to look at, with its first mail chosen. */
async function openQueue(app: App): Promise<Row[]> {
  const rows = await mails(app, 'unclassified');
  const [first] = rows;
  if (!first) throw new Error('nothing waits for a person');
  await app.open(`inbox/unclassified/${first.id}`);
  await expect(app.page.getByTestId('mail-side')).toBeVisible();
  return rows;
}

const chosen = (app: App) => app.page.getByRole('option', { selected: true });

test('junk is one key, goes on to the next mail, and is taken back by its notice', async ({ app }) => {
  const [row, next] = await openQueue(app);
  if (!row || !next) throw new Error('too few mails wait');
  await app.page.keyboard.press('!');
  await expect(app.page).toHaveURL(new RegExp(next.id));
  expect((await stateOf(app, row.id)).disposition).toBe('junk');
  await app
    .toast(/Marked as junk/)
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect.poll(async () => (await stateOf(app, row.id)).disposition).toBe('unclassified');
});

test('a mail is snoozed by two keys and stands among the snoozed until it is brought back', async ({
  app,
}) => {
  const [row] = await openQueue(app);
  if (!row) throw new Error('nothing waits');
  await app.page.keyboard.press('t');
  await expect(app.page.getByRole('menu')).toBeVisible();
  await app.page.keyboard.press('2');
  await expect(app.page).not.toHaveURL(new RegExp(row.id));
  await expect(app.toast(/Snoozed until/)).toBeVisible();
  await app.open(`inbox/snoozed/${row.id}`);
  await expect(chosen(app)).toContainText('Until');
  await app.page.getByRole('toolbar').getByRole('button', { name: 'Bring back now' }).click();
  await expect.poll(async () => (await stateOf(app, row.id)).snoozed_until).toBeNull();
  await expect(app.page.getByTestId('empty')).toBeVisible();
});

test('the right label is picked by its number', async ({ app }) => {
  const [row] = await openQueue(app);
  if (!row) throw new Error('nothing waits');
  await app.page.keyboard.press('c');
  const third = app.page.getByRole('menuitem').nth(2);
  const label = ((await third.textContent()) ?? '').replace(/\d$/, '');
  await app.page.keyboard.press('3');
  await expect(app.page.getByRole('menu')).toHaveCount(0);
  // Whether anybody takes the mail is the desk's to say; the label is what was picked, or the reason is told.
  await expect(
    app.page.getByTestId('verdict').getByText(label).or(app.page.getByTestId('toast')).first(),
  ).toBeVisible();
});

test('several are selected with Shift and the arrows and archived at once, and come back at once', async ({
  app,
}) => {
  const [first, second, third, fourth] = await openQueue(app);
  if (!first || !second || !third || !fourth) throw new Error('too few mails wait');
  await app.page.keyboard.press('Shift+ArrowDown');
  await app.page.keyboard.press('Shift+ArrowDown');
  await expect(app.page.getByText('3 mails selected')).toBeVisible();
  await app.page.keyboard.press('e');
  await expect(app.page).toHaveURL(new RegExp(fourth.id));
  for (const row of [first, second, third]) expect((await stateOf(app, row.id)).disposition).toBe('archived');
  await app.toast('3 mails archived').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await stateOf(app, third.id)).disposition).toBe('unclassified');
  await app.page.keyboard.press('Control+a');
  await expect(app.page.getByText(/mails selected/)).toBeVisible();
  await app.page.keyboard.press('Escape');
  await expect(app.page.getByText(/mails selected/)).toHaveCount(0);
});

test('Ctrl and a press select mails that are not beside each other', async ({ app }) => {
  await openQueue(app);
  const rows = app.page.getByTestId('mail-row');
  await rows.nth(0).click();
  await rows.nth(2).click({ modifiers: ['Control'] });
  await expect(app.page.getByText('2 mails selected')).toBeVisible();
  await expect(rows.nth(1)).toHaveAttribute('aria-selected', 'false');
  await rows.nth(1).click();
  await expect(app.page.getByText(/mails selected/)).toHaveCount(0);
});

test('a file of a mail is saved from the mailbox and attached to its enquiry', async ({ app }) => {
  const [row] = await mails(app, 'linked', (each) => each.has_attachments && each.enquiry_id !== null);
  if (!row) throw new Error('no linked mail has files');
  await app.open(`inbox/linked/${row.id}`);
  const file = app.page.getByTestId('attachment').first();
  await file.click();
  await app.page.getByRole('menuitem', { name: 'Save a copy' }).click();
  await expect(app.toast(/is saved/)).toBeVisible();
  await file.click();
  await app.page.getByRole('menuitem', { name: 'Attach to the enquiry' }).click();
  await expect(app.toast(/is attached to the enquiry/)).toBeVisible();
  const files = await app.desk.call('files.of_enquiry', row.enquiry_id);
  expect(files.length).toBeGreaterThan(0);
});
