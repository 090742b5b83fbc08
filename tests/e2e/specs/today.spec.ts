import { type App, expect, test } from '../app';

test.use({ deskOf: 'today' });

const FILTER = { owner_id: null, priority: null, query: null };

/** Puts reminders on Today: due now, on the first enquiries of the board. */
async function remind(app: App, titles: readonly string[]): Promise<void> {
  const window = { column: 'pending_enquiry', offset: 0, limit: titles.length, filter: FILTER };
  const { cards } = await app.desk.call('board.window', window);
  const { now } = await app.desk.call('app.status', {});
  for (const [at, title] of titles.entries()) {
    const enquiry_id = cards[at].id;
    await app.desk.call('followups.remind', { enquiry_id, title, due_at: now });
  }
}

const row = (app: App, title: string) => app.page.getByTestId('today-row').filter({ hasText: title });

test('an outcome, a comment and a next date finish a follow-up and the next one is in front', async ({
  app,
}) => {
  await remind(app, ['Ring about the sample', 'Ring about the price']);
  await app.open('today');
  await row(app, 'Ring about the sample').click();
  const form = app.page.getByTestId('outcome');
  await expect(form.getByRole('heading')).toHaveText('Ring about the sample');
  await form.getByRole('button', { name: 'Save and go on' }).click();
  await expect(form.getByRole('alert').first()).toHaveText('Choose what came of it');
  await form
    .getByRole('radio', { name: /Interested/ })
    .first()
    .click();
  await form.getByLabel('Comment').fill('Wants the certificate with the next lot');
  await form.getByLabel(/Next date/).fill(new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10));
  const rows = await app.page.getByTestId('today-row').allTextContents();
  const at = rows.findIndex((text) => text.includes('Ring about the sample'));
  const following = rows[at + 1] ?? rows[at - 1] ?? '';
  await form.getByRole('button', { name: 'Save and go on' }).click();

  await expect(row(app, 'Ring about the sample')).toHaveCount(0);
  const chosen = app.page.getByRole('option', { selected: true });
  await expect(chosen).toHaveCount(1);
  await expect(chosen).toBeFocused();
  expect(following).toContain(String(await form.getByRole('heading').textContent()));
  await expect(app.page.getByText(/1 done today/)).toBeVisible();
});

test('the keys 1 to 4 choose the outcome, and Ctrl+Enter saves it', async ({ app }) => {
  await remind(app, ['Ring about the papers']);
  await app.open('today');
  await row(app, 'Ring about the papers').click();
  const form = app.page.getByTestId('outcome');
  await expect(form.getByRole('heading')).toHaveText('Ring about the papers');
  await app.page.keyboard.press('4');
  await expect(form.getByRole('radio', { name: /No answer/ })).toBeChecked();
  await form.getByLabel('Comment').fill('Nobody picked up');
  await app.page.keyboard.press('Control+Enter');
  await expect(row(app, 'Ring about the papers')).toHaveCount(0);
});

test('not interested wants a reason before it is kept', async ({ app }) => {
  await remind(app, ['Ring about the tender']);
  await app.open('today');
  await row(app, 'Ring about the tender').click();
  const form = app.page.getByTestId('outcome');
  await expect(form.getByRole('heading')).toHaveText('Ring about the tender');
  await app.page.keyboard.press('2');
  await form.getByLabel('Comment').fill('They buy elsewhere now');
  await form.getByRole('button', { name: 'Save and go on' }).click();
  await expect(form.getByText('Choose a reason').last()).toBeVisible();
  await expect(row(app, 'Ring about the tender')).toHaveCount(1);
});

test('a snoozed follow-up leaves the day', async ({ app }) => {
  await remind(app, ['Ring about the drums']);
  await app.open('today');
  await row(app, 'Ring about the drums').click();
  await app.page.getByTestId('outcome').getByRole('button', { name: 'Snooze' }).click();
  await app.page.getByRole('menuitem', { name: 'In a week, 10:00' }).click();
  await expect(row(app, 'Ring about the drums')).toHaveCount(0);
});
