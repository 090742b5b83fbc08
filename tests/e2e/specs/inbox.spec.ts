import { type App, expect, test } from '../app';

test.use({ deskOf: 'inbox' });

interface Row {
  id: string;
  subject: string;
  intent: string | null;
  is_corrected: boolean;
  is_outgoing: boolean;
  company: string | null;
  enquiry_id: string | null;
  disposition: string;
}

/** The mails of a folder that fit, newest first. */
async function mails(app: App, folder: string, fits: (row: Row) => boolean): Promise<Row[]> {
  const page = await app.desk.call('email.list', { folder, query: null, offset: 0, limit: 200 });
  return page.rows.filter(fits);
}

async function mail(app: App, folder: string, fits: (row: Row) => boolean = () => true): Promise<Row> {
  const [first] = await mails(app, folder, fits);
  if (!first) throw new Error(`no mail of ${folder} fits`);
  return first;
}

const stateOf = async (app: App, id: string): Promise<Row> =>
  (await app.desk.call('email.detail', { id })).row;
const untouched = (row: Row) => row.intent !== null && !row.is_corrected && !row.is_outgoing;

test('mail that arrives while the app is open lists itself on top', async ({ app }) => {
  test.setTimeout(150_000);
  await app.open('inbox');
  const newest = app.page.getByTestId('mail-row').first();
  const before = await newest.getAttribute('id');
  await expect(newest).not.toHaveAttribute('id', String(before), { timeout: 120_000 });
});

test('a mail shows what it wants, the sentence that decided it and what it names', async ({ app }) => {
  const row = await mail(app, 'linked', (each) => each.intent === 'enquiry_rfq');
  const { verdict } = await app.desk.call('email.detail', { id: row.id });
  await app.open(`inbox/linked/${row.id}`);
  await expect(app.page.getByRole('option', { selected: true })).toContainText(row.subject);
  await expect(app.page.getByTestId('verdict')).toContainText('Enquiry');
  await expect(app.page.getByTestId('evidence')).toHaveText(verdict.evidence.sentence);
  await expect(app.page.getByTestId('linked-enquiry')).toBeVisible();
});

test('accepting settles a mail and goes on to the next one', async ({ app }) => {
  const row = await mail(app, 'unclassified', untouched);
  await app.open(`inbox/unclassified/${row.id}`);
  await app.page.getByTestId('mail-side').getByRole('button', { name: 'Accept' }).click();
  await expect(app.page).not.toHaveURL(new RegExp(row.id));
  expect((await stateOf(app, row.id)).is_corrected).toBe(true);
});

test('correcting a mail keeps what the person said', async ({ app }) => {
  const row = await mail(app, 'unclassified', (each) => untouched(each) && each.intent !== 'complaint');
  await app.open(`inbox/all/${row.id}`);
  await app.page.getByRole('button', { name: 'Correct' }).click();
  await app.page.getByRole('menuitem', { name: 'Complaint' }).click();
  await expect(app.page.getByTestId('verdict')).toHaveText('ComplaintCorrected by you');
  await app.reload();
  await expect(app.page.getByTestId('verdict')).toHaveText('ComplaintCorrected by you');
});

test('linking a mail puts it on the enquiry that was searched for', async ({ app }) => {
  const row = await mail(app, 'unclassified', untouched);
  const [enquiry] = await app.desk.call('enquiries.find', { company_id: null, query: null });
  await app.open(`inbox/unclassified/${row.id}`);
  await expect(app.page.getByTestId('mail-side')).toBeVisible();
  await app.page.keyboard.press('l');
  await app.page.getByRole('searchbox', { name: /Search enquiries/ }).fill(enquiry.title);
  await app.page.getByTestId('link-results').getByRole('button', { name: enquiry.title }).first().click();
  await app.page.getByRole('dialog').getByRole('button', { name: 'Link' }).click();
  await expect.poll(async () => (await stateOf(app, row.id)).disposition).toBe('linked');
  await app.open(`inbox/linked/${row.id}`);
  await expect(app.page.getByTestId('linked-enquiry')).toBeVisible();
});

test('archiving can be undone', async ({ app }) => {
  const row = await mail(app, 'unclassified', untouched);
  await app.open(`inbox/unclassified/${row.id}`);
  await app.page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click();
  await expect(app.page.locator(`[id="mail-${row.id}"]`)).toHaveCount(0);
  expect((await stateOf(app, row.id)).disposition).toBe('archived');
  await app.page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.page.locator(`[id="mail-${row.id}"]`)).toBeVisible();
});

test('a reply leaves through the mailbox and stands among the sent mails', async ({ app }) => {
  const row = await mail(app, 'linked', (each) => untouched(each) && each.subject !== '');
  await app.open(`inbox/linked/${row.id}`);
  await app.desk.call('email.set_writing', { signature: '', undo_seconds: 0 });
  await app.page.getByRole('toolbar').getByRole('button', { name: 'Reply', exact: true }).click();
  const text = 'The material is in stock & ready to leave on Monday.';
  await app.page.getByTestId('composer').getByRole('textbox', { name: 'Message' }).fill(text);
  await app.page.getByTestId('composer').getByRole('button', { name: 'Send', exact: true }).click();
  await expect(app.page.getByTestId('composer')).toHaveCount(0);
  await expect.poll(() => app.desk.call('desk.waiting', null)).toEqual([]);
  await expect(app.page.getByTestId('waiting-effects')).toHaveCount(0);
  await app.page.getByRole('button', { name: 'Check for mail now' }).click();
  await app.open('inbox/sent');
  await expect(app.page.getByTestId('mail-row').filter({ hasText: text })).toBeVisible();
});

test('the arrow keys walk the list and the frame follows', async ({ app }) => {
  await app.open('inbox/linked');
  await expect(app.page.getByRole('option', { selected: true })).toBeVisible();
  // Read in one go: mail may come in on top at any moment, which moves every row but changes no neighbour.
  const below = await app.page.evaluate(() => {
    const chosen = document.querySelector('[role="option"][aria-selected="true"]');
    const place = Number(chosen?.getAttribute('aria-posinset')) + 1;
    return document.querySelector(`[role="option"][aria-posinset="${place}"]`)?.id ?? '';
  });
  await app.page.keyboard.press('ArrowDown');
  await expect(app.page.getByRole('option', { selected: true })).toHaveAttribute('id', below);
  const body = app.page.getByTestId('mail-body');
  await expect(body).toHaveAttribute('src', `/mail/${below.replace('mail-', '')}`);
});

test('searching narrows the list to the mails that hold the word', async ({ app }) => {
  await app.open('inbox/all');
  await app.page.getByRole('searchbox', { name: 'Search mail' }).fill('acetone');
  await expect(app.page).toHaveURL(/q=acetone/);
  const wanted = { folder: 'all', query: 'acetone', offset: 0, limit: 1 };
  const shown = async () =>
    Number(await app.page.getByTestId('mail-row').first().getAttribute('aria-setsize'));
  await expect.poll(async () => (await app.desk.call('email.list', wanted)).total - (await shown())).toBe(0);
  expect(await shown()).toBeGreaterThan(0);
  const { counts } = await app.desk.call('app.status', {});
  expect(await shown()).toBeLessThan(counts.total);
});
