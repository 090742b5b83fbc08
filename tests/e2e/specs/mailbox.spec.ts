import { expect, test } from '../app';

test.use({ deskOf: 'mailbox' });

test('the status strip leads to the mailbox, which counts every folder and finds a mail that is missed', async ({
  app,
}) => {
  const { page } = app;
  await app.open('today');
  await page.getByTestId('sync-state').press('Enter');
  await expect(page.getByRole('heading', { name: 'Mailbox' })).toBeVisible();
  const inbox = page.getByTestId('ledger').getByRole('row', { name: /^Inbox/ });
  const { ledger } = await app.desk.call('app.ledger', {});
  const [first] = ledger.folders;
  expect(first.role, 'the inbox goes before all').toBe('inbox');
  await expect(inbox.getByRole('cell').nth(2)).toHaveText('0');
  await expect(page.getByTestId('ledger-sum')).toContainText('requests used from this computer');
  const drafts = page.getByTestId('ledger').getByRole('row', { name: /^Drafts/ });
  await expect(drafts).toContainText('only drafts written here are followed');

  const window = { folder: 'all', query: null, is_grouped: false, offset: 0, limit: 1 };
  const [mail] = (await app.desk.call('email.list', window)).rows;
  const box = page.getByRole('textbox', { name: 'Message-ID or link' });
  await box.fill(mail.mail_ref);
  await box.press('Enter');
  const answer = page.getByTestId('whereabouts');
  await expect(answer).toContainText(mail.subject);
  await expect(answer).toContainText(mail.reason);
  await box.fill('<nobody@elsewhere.example>');
  await box.press('Enter');
  await expect(answer).toContainText('It is not in this mailbox');
  await box.fill('the one about drums');
  await box.press('Enter');
  await expect(box).toHaveAccessibleDescription(/Paste the Message-ID/);
  await expect(answer).toBeEmpty();
  await box.fill(mail.mail_ref);
  await box.press('Enter');
  await answer.getByRole('button', { name: 'Open it' }).press('Enter');
  await expect(page.getByRole('heading', { name: mail.subject })).toBeVisible();
});
