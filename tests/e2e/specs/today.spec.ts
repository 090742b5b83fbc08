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
  const window = { column: 'pending_enquiry', offset: 0, limit: 1, filter: FILTER };
  const { cards } = await app.desk.call('board.window', window);
  const { tasks } = await app.desk.call('followups.of_enquiry', cards[0].id);
  const again = tasks.filter(({ title }: { title: string }) => title === 'Call again: Ring about the sample');
  expect(again, 'one press promises one call').toHaveLength(1);
});

test('a follow-up is done from the keyboard alone: outcome, comment, save, next row', async ({ app }) => {
  await remind(app, ['Ring about the papers']);
  await app.open('today');
  await row(app, 'Ring about the papers').click();
  const form = app.page.getByTestId('outcome');
  await expect(form.getByRole('heading')).toHaveText('Ring about the papers');
  await app.page.keyboard.press('4');
  await expect(form.getByRole('radio', { name: /No answer/ })).toBeChecked();
  await app.page.keyboard.type('Nobody picked up, 2nd time');
  await expect(form.getByRole('radio', { name: /No answer/ })).toBeChecked();
  await app.page.keyboard.press('Control+Enter');
  await expect(row(app, 'Ring about the papers')).toHaveCount(0);
  await expect(app.page.getByRole('option', { selected: true })).toBeFocused();
});

interface Due {
  task_id: string;
  title: string;
}

async function due(app: App): Promise<Due[]> {
  const day = await app.desk.call('followups.today', null);
  return [...day.missed, ...day.rows];
}

test('several follow-ups move to another day together, from the keyboard', async ({ app }) => {
  await remind(app, ['Ring about the first lot', 'Ring about the second lot', 'Ring about the third lot']);
  const before = await due(app);
  await app.open('today');
  const rows = app.page.getByTestId('today-row');
  await rows.first().click();
  await app.page.keyboard.press('x');
  await app.page.keyboard.press('Shift+ArrowDown');
  const several = app.page.getByTestId('several');
  await expect(several.getByRole('heading')).toHaveText('2 follow-ups selected');
  const shown = await several.getByRole('listitem').allTextContents();
  await several.getByRole('radio', { name: 'In a week, 10:00' }).press('Space');
  await app.page.keyboard.press('Control+Enter');
  await expect(app.toast('Put off 2 follow-ups to')).toBeVisible();
  await expect(several).toHaveCount(0);
  // Customers answer meanwhile, which adds to the day; nothing but the two has left it.
  const left = new Set((await due(app)).map(({ task_id }) => task_id));
  const gone = before.filter(({ task_id }) => !left.has(task_id));
  expect(gone).toHaveLength(2);
  for (const { title } of gone) expect(shown.some((line) => line.includes(title))).toBe(true);
  await expect.poll(async () => (await rows.count()) - (await due(app)).length).toBe(0);
});

test('a selection is given up with Escape, and a click on the picture selects', async ({ app }) => {
  await remind(app, ['Ring about the first sack', 'Ring about the second sack']);
  await app.open('today');
  const rows = app.page.getByTestId('today-row');
  await rows.nth(1).locator('[data-box]').click();
  await expect(rows.nth(1)).toHaveAttribute('aria-checked', 'true');
  await expect(rows.nth(0)).toHaveAttribute('aria-checked', 'false');
  await app.page.keyboard.press('Escape');
  await expect(rows.nth(1)).not.toHaveAttribute('aria-checked');
  await expect(app.page.getByTestId('outcome')).toBeVisible();
});

test('a mail is answered without leaving the day', async ({ app }) => {
  await remind(app, ['Answer about the certificate']);
  await app.open('today');
  await row(app, 'Answer about the certificate').click();
  await expect(app.page.getByTestId('outcome').getByRole('heading')).toHaveText(
    'Answer about the certificate',
  );
  await expect(app.page.getByRole('button', { name: 'Write a mail' })).toBeEnabled();
  await app.page.keyboard.press('e');
  const composer = app.page.getByTestId('composer');
  await expect(composer.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await app.page.keyboard.type('The certificate goes out with the lot.');
  await app.page.keyboard.press('Control+Enter');
  await expect(app.toast('The mail is on its way')).toBeVisible();
  await expect(composer).toHaveCount(0);
  await expect(row(app, 'Answer about the certificate')).toHaveCount(1);
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
  await expect(app.page.getByTestId('outcome').getByRole('heading')).toHaveText('Ring about the drums');
  await app.page.keyboard.press('t');
  await app.page.getByRole('menuitem', { name: 'In a week, 10:00' }).press('Enter');
  await expect(row(app, 'Ring about the drums')).toHaveCount(0);
});

test('a call is logged from Today without leaving the keyboard, and counts', async ({ app }) => {
  await remind(app, ['Ring about the label']);
  await app.open('today');
  await row(app, 'Ring about the label').click();
  await expect(app.page.getByTestId('outcome').getByRole('heading')).toHaveText('Ring about the label');
  await app.page.keyboard.press('c');
  const form = app.page.getByTestId('call');
  await expect(form.locator(':focus')).toHaveCount(1);
  await app.page.keyboard.press('4');
  await expect(form.getByRole('radio', { name: /No answer/ })).toBeChecked();
  await expect(form.getByLabel(/Talked for/)).toHaveCount(0);
  await app.page.keyboard.type('Rang twice, nobody there');
  await app.page.keyboard.press('Control+Enter');
  await expect(form).toHaveCount(0);
  await expect(app.page.getByText(/1 call/)).toBeVisible();
});
