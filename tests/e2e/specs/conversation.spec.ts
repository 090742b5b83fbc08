import { type App, expect, test } from '../app';

test.use({ deskOf: 'conversation' });

interface Row {
  id: string;
  subject: string;
  mails: number;
}

/** A conversation of several mails, as the grouped list shows it. */
async function conversation(app: App, least: number): Promise<Row> {
  const asked = { folder: 'inbox', query: null, is_grouped: true, offset: 0, limit: 200 };
  const { rows } = await app.desk.call('email.list', asked);
  const found = rows.find((row: Row) => row.mails >= least);
  if (!found) throw new Error(`no conversation has ${least} mails`);
  return found;
}

test('a conversation is one row with its count, and can be taken apart', async ({ app }) => {
  const row = await conversation(app, 3);
  await app.open(`inbox/inbox/${row.id}`);
  const shown = app.page.locator(`[id="mail-${row.id}"]`);
  await expect(shown.getByTestId('mails')).toHaveText(String(row.mails));
  await app.page.getByRole('button', { name: 'Group by conversation' }).click();
  await expect(shown.getByTestId('mails')).toHaveCount(0);
  await app.reload();
  await expect(app.page.getByRole('button', { name: 'Group by conversation' })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
  await app.page.getByRole('button', { name: 'Group by conversation' }).click();
  await expect(shown.getByTestId('mails')).toHaveText(String(row.mails));
});

test('the newest mail is open, the others unfold one by one or all at once', async ({ app }) => {
  const row = await conversation(app, 4);
  await app.open(`inbox/inbox/${row.id}`);
  const letters = app.page.getByTestId('letter');
  await expect(letters).toHaveCount(row.mails);
  await expect(app.page.getByTestId('mail-body')).toHaveCount(1);
  await letters.last().getByRole('button').click();
  await expect(app.page.getByTestId('mail-body')).toHaveCount(2);
  await app.page.keyboard.press(';');
  await expect(app.page.getByTestId('mail-body')).toHaveCount(row.mails);
  await app.page.getByTestId('unfold-all').click();
  await expect(app.page.getByTestId('mail-body')).toHaveCount(1);
});

test('a conversation that was looked at is read, all of it', async ({ app }) => {
  const row = await conversation(app, 3);
  const { thread } = await app.desk.call('email.detail', { id: row.id });
  const ids = thread.map((mail: Row) => mail.id);
  await app.desk.call('email.mark_many', { ids, is_read: false });
  await app.open(`inbox/inbox/${row.id}`);
  const unread = async () =>
    (await app.desk.call('email.detail', { id: row.id })).thread.filter(
      (mail: { is_read: boolean }) => !mail.is_read,
    ).length;
  await expect.poll(unread).toBe(0);
});

test('what a mail quotes is folded away and can be shown', async ({ app }) => {
  const row = await conversation(app, 3);
  const { thread } = await app.desk.call('email.detail', { id: row.id });
  for (const mail of thread) {
    const page = await (await fetch(`${app.desk.url}/mail/${mail.id}`)).text();
    if (!page.includes('<details>')) continue;
    await app.open(`inbox/all/${mail.id}`);
    const frame = app.page.frameLocator(`iframe[src="/mail/${mail.id}"]`);
    const fold = frame.locator('details').first();
    await expect(fold).not.toHaveAttribute('open', /.*/);
    await fold.locator('summary').click();
    await expect(fold).toHaveAttribute('open', '');
    return;
  }
  throw new Error('no mail of the conversation quotes another');
});

test('a conversation prints who wrote what to whom, and nothing of the window', async ({ app }) => {
  const row = await conversation(app, 3);
  await app.page.addInitScript(() => {
    window.print = () => document.body.setAttribute('data-asked-to-print', '');
  });
  await app.open(`inbox/inbox/${row.id}`);
  await expect(app.page.getByTestId('mail-body')).toHaveCount(1);
  await app.page.keyboard.press(';');
  await app.page.keyboard.press('Control+p');
  await expect(app.page.locator('body[data-asked-to-print]')).toHaveCount(1);
  await app.page.emulateMedia({ media: 'print' });
  const paper = app.page.getByTestId('printout');
  await expect(paper.getByRole('heading', { level: 1 })).toHaveText(row.subject);
  await expect(paper.locator('pre')).toHaveCount(row.mails);
  await expect(app.page.getByTestId('mail-list')).toBeHidden();
  await app.page.emulateMedia({ media: 'screen' });
  await expect(paper).toBeHidden();
});
