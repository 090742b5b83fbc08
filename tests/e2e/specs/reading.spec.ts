import { expect, test } from '../app';

test.use({ deskOf: 'reading' });

const WAITING = { folder: 'unclassified', query: null, is_grouped: false, offset: 0, limit: 50 };

test.describe.configure({ timeout: 150_000 });

test('Today tells what went to the junk by itself, and one key brings a mail back', async ({ app }) => {
  const { page } = app;
  await app.open('today');
  const notice = page.getByTestId('put-away');
  // The demo's first phish comes within a minute.
  await expect(notice).toContainText(/went to the junk by/, { timeout: 90_000 });
  const { mails, unseen } = await app.desk.call('email.put_away', null);
  expect(unseen).toBe(mails.length);
  await notice.getByRole('button', { name: 'Look' }).press('Enter');
  const list = page.getByTestId('put-away-list');
  await expect(list.getByRole('button', { name: /^Not junk/ })).toHaveCount(mails.length);
  for (const reason of mails[0].reasons) await expect(list).toContainText(reason);
  await list
    .getByRole('button', { name: `Not junk: ${mails[0].row.subject}` })
    .first()
    .press('Enter');
  await expect(app.toast(/No longer junk/)).toBeVisible();
  await expect(list.getByRole('button', { name: /^Not junk/ })).toHaveCount(mails.length - 1);
  await page.keyboard.press('Escape');
  await expect(notice).toBeHidden();
  const { row } = await app.desk.call('email.detail', { id: mails[0].row.id });
  expect(row.disposition).toBe('unclassified');
});

test('the settings count what was read and put away, and junk is put away only as long as one wants it', async ({
  app,
}) => {
  const { page } = app;
  await app.open('settings/reading');
  const table = page.getByTestId('accuracy');
  const junk = table.getByRole('row', { name: /^Junk/ });
  // The cells behind its name: how many were read, and upon how many something was done.
  await expect(junk.getByRole('cell').nth(0)).not.toHaveText('0');
  await expect(junk.getByRole('cell').nth(1)).not.toHaveText('0');
  const way = page.getByRole('switch', { name: 'Put junk away by itself' });
  await expect(way).toBeChecked();
  await way.press('Space');
  await expect(way).not.toBeChecked();
  await expect
    .poll(async () => (await app.desk.call('email.accuracy', { back: 0 })).puts_junk_away)
    .toBe(false);
  await way.press('Space');
  await expect(way).toBeChecked();
});

test('what a person puts right is learnt on request and taken back by one button', async ({ app }) => {
  const { page } = app;
  const [mail] = (await app.desk.call('email.list', WAITING)).rows;
  await app.desk.call('email.correct', { id: mail.id, intent: 'other' });
  await app.open('settings/reading');
  const learning = page.getByTestId('learning');
  await expect(learning).toContainText('One mail is new to learn from.');
  await learning.getByRole('button', { name: 'Learn now' }).press('Enter');
  await expect(learning).toContainText('Mail is read with what one mail has taught it', { timeout: 60_000 });
  await expect(learning.getByRole('button', { name: 'Learn now' })).toBeDisabled();
  await learning.getByRole('button', { name: 'Go back to the one before' }).press('Enter');
  await expect(learning).toContainText('Mail is read with the model that came with the program.');
});
