import { type App, expect, test } from '../app';

test.use({ deskOf: 'facts' });

/** A card of its own, so that no test changes another's. */
async function card(app: App, title: string): Promise<string> {
  const [company] = await app.desk.call('masters.companies', '');
  const [contact] = await app.desk.call('masters.contacts', company.id);
  const open = {
    company_id: company.id,
    contact_id: contact?.id ?? null,
    title,
    priority: 'high',
    mail: null,
  };
  return app.desk.call('enquiries.open', {
    ...open,
    product: 'Zinc oxide',
    quantity: '5',
    unit: 'MT',
    value_minor: null,
  });
}

const fact = (app: App, name: string) => app.page.getByRole('button', { name: new RegExp(`^${name}: `) });
const field = (app: App, name: string) => app.page.getByRole('textbox', { name, exact: true });
const row = async (app: App, id: string) => (await app.desk.call('enquiries.detail', id)).enquiry;

test('facts are put right with the mouse, each where it stands', async ({ app }) => {
  const id = await card(app, 'Facts by mouse');
  await app.open(`enquiry/${id}`);
  await fact(app, 'Product').click();
  await field(app, 'Product').fill('Zinc stearate');
  await app.page.getByRole('heading', { name: 'Timeline' }).click();
  await expect(fact(app, 'Product')).toHaveText('Zinc stearate');
  await expect.poll(async () => (await row(app, id)).product).toBe('Zinc stearate');
  await fact(app, 'Value').click();
  await field(app, 'Value').fill('4.5 L');
  await field(app, 'Value').press('Enter');
  await expect(fact(app, 'Value')).toHaveText('₹4,50,000');
  await app.reload();
  await expect(fact(app, 'Value')).toHaveText('₹4,50,000');
});

test('facts are put right from the keyboard alone: F2, Enter, Tab and Escape', async ({ app }) => {
  const id = await card(app, 'Facts by keys');
  await app.open(`enquiry/${id}`);
  const keys = app.page.keyboard;
  await fact(app, 'Product').focus();
  await keys.press('F2');
  await keys.type('Zinc sulphate');
  await keys.press('Tab');
  await expect(fact(app, 'Product')).toHaveText('Zinc sulphate');
  await expect(fact(app, 'Quantity')).toBeFocused();
  await keys.press('Enter');
  await keys.type('nine');
  await keys.press('Enter');
  await expect(app.page.getByRole('alert')).toHaveText('Write a number');
  await expect(field(app, 'Quantity')).toHaveValue('nine');
  await keys.press('Escape');
  await expect(fact(app, 'Quantity')).toBeFocused();
  await expect(fact(app, 'Quantity')).toHaveText('5');
  await keys.press('Enter');
  await keys.type('7.50');
  await keys.press('Enter');
  await expect(fact(app, 'Quantity')).toHaveText('7.5');
  const { product, quantity } = await row(app, id);
  expect([product, quantity]).toEqual(['Zinc sulphate', '7.5']);
});

test('what the desk refuses comes back into its field with the reason', async ({ app }) => {
  const id = await card(app, 'Refused facts');
  await app.open(`enquiry/${id}`);
  await fact(app, 'GSTIN').click();
  await field(app, 'GSTIN').fill('27AAPFU0939F1ZX');
  await field(app, 'GSTIN').press('Enter');
  await expect(app.page.getByRole('alert')).toContainText('does not fit the rest');
  await expect(field(app, 'GSTIN')).toHaveValue('27AAPFU0939F1ZX');
});

test('what somebody else has changed meanwhile is offered, not overwritten', async ({ app }) => {
  const id = await card(app, 'Rival facts');
  await app.open(`enquiry/${id}`);
  await fact(app, 'Product').click();
  await field(app, 'Product').fill('Mine');
  const edit = { title: null, quantity: null, unit: null, value_minor: null, priority: null };
  await app.desk.call('enquiries.edit', { ...edit, id, product: 'Theirs' });
  await expect(app.page.getByRole('alert')).toContainText('Meanwhile somebody has made it “Theirs”');
  await field(app, 'Product').press('Enter');
  await expect(field(app, 'Product')).toHaveValue('Mine');
  expect((await row(app, id)).product).toBe('Theirs');
  await app.page.getByRole('button', { name: 'Keep mine' }).click();
  await field(app, 'Product').press('Enter');
  await expect.poll(async () => (await row(app, id)).product).toBe('Mine');
});

test('a call that no task has asked for is logged from the keyboard alone', async ({ app }) => {
  const id = await card(app, 'Call by keys');
  await app.open(`enquiry/${id}`);
  await expect(app.page.getByTestId('record')).toBeVisible();
  await app.page.keyboard.press('c');
  const form = app.page.getByTestId('call');
  await expect(form).toBeVisible();
  await app.page.keyboard.press('3');
  await expect(form.getByRole('radio', { name: /Call later/ })).toBeChecked();
  await app.page.keyboard.type('Decides after the trial lot');
  await app.page.keyboard.press('Control+Enter');
  await expect(form).toHaveCount(0);
  await expect(app.page.getByTestId('timeline-item').first()).toContainText('Decides after the trial lot');
  await expect(app.page.getByTestId('tasks')).toContainText('Call again: ');
});

test('a time that is none is refused where it was typed', async ({ app }) => {
  const id = await card(app, 'Call with a time');
  await app.open(`enquiry/${id}`);
  await app.page.getByRole('button', { name: 'Log a call' }).click();
  const form = app.page.getByTestId('call');
  await form
    .getByRole('radio', { name: /Interested/ })
    .first()
    .click();
  await form.getByLabel('Comment').fill('Wants a sample');
  await form.getByLabel(/Talked for/).fill('a while');
  await app.page.getByRole('button', { name: 'Save the call' }).click();
  await expect(form.getByRole('alert')).toContainText('Write a time');
  await form.getByLabel(/Talked for/).fill('3:20');
  await form.getByLabel(/Next date/).fill('');
  await app.page.getByRole('button', { name: 'Save the call' }).click();
  await expect(app.page.getByTestId('timeline-item').first()).toContainText('3 min 20 s');
  const { running } = await app.desk.call('followups.of_enquiry', id);
  expect(running[0].enrolment.state, 'they have talked').toBe('terminated');
});

test('the timeline is narrowed by kind and searched', async ({ app }) => {
  const id = await card(app, 'Long story');
  for (const text of ['Wants the certificate', 'Decides on Friday']) {
    await app.desk.call('enquiries.note', { id, text });
  }
  await app.open(`enquiry/${id}`);
  const lines = app.page.getByTestId('timeline-item');
  await expect(lines).toHaveCount(3);
  await app.page.keyboard.press('F3');
  await app.page.keyboard.type('certificate');
  await expect(lines).toHaveCount(1);
  await expect(app.page.getByText('1 entry')).toBeVisible();
  await app.page.getByRole('button', { name: 'Calls', exact: true }).click();
  await expect(app.page.getByText('No entry fits')).toBeVisible();
});

test('five hundred lines are there to the last, and few are drawn at once', async ({ app }) => {
  const id = await card(app, 'Five hundred lines');
  for (let no = 0; no < 500; no += 1) await app.desk.call('enquiries.note', { id, text: `Line ${no}` });
  await app.open(`enquiry/${id}`);
  const lines = app.page.getByTestId('timeline-item');
  await expect(lines.first()).toContainText('Line 499');
  expect(await lines.count()).toBeLessThan(60);
  const last = lines.filter({ hasText: 'Opened by hand' });
  await expect(async () => {
    await app.page.getByTestId('timeline').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await expect(last).toBeVisible({ timeout: 500 });
  }).toPass();
});

test('a track is closed with what settles it', async ({ app }) => {
  const id = await card(app, 'Samples out');
  const due_on = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const move = { id, from: 'pending_enquiry', to: 'pending_samples', after: null, before: null };
  await app.desk.call('enquiries.advance', { ...move, fields: { due_on } });
  await app.open(`enquiry/${id}`);
  await app.page.getByRole('button', { name: 'Close Samples' }).click();
  const dialog = app.page.getByRole('dialog', { name: 'Close Samples' });
  await dialog.getByRole('button', { name: 'Close the track' }).click();
  await expect(dialog.getByRole('alert')).toContainText('what settles it');
  await dialog.getByLabel('What settles it').fill('Passed their lab');
  await dialog.getByRole('button', { name: 'Close the track' }).click();
  await expect(app.page.getByTestId('tracks')).toHaveCount(0);
  await expect(app.page.getByTestId('timeline-item').first()).toContainText('Passed their lab');
});

test('a task is added and done on the record', async ({ app }) => {
  const id = await card(app, 'Tasks here');
  await app.open(`enquiry/${id}`);
  await expect(app.page.getByTestId('record')).toBeVisible();
  await app.page.keyboard.press('Control+Shift+K');
  await app.page.keyboard.type('Send the data sheet');
  await app.page.keyboard.press('Enter');
  const tasks = app.page.getByTestId('tasks');
  await expect(tasks).toContainText('Send the data sheet');
  await tasks.getByRole('button', { name: 'Done: Send the data sheet' }).click();
  await app.page.getByTestId('complete').getByRole('radio').first().click();
  await app.page.getByLabel('Comment').fill('Sent by mail');
  await app.page.getByLabel(/Next date/).fill('');
  await app.page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(tasks).not.toContainText('Send the data sheet');
});

test('a record is printed whole, without the window around it', async ({ app }) => {
  const id = await card(app, 'On paper');
  await app.desk.call('enquiries.note', { id, text: 'For the file' });
  await app.open(`enquiry/${id}`);
  await app.page.evaluate(() => {
    window.print = () => {};
  });
  await app.page.getByRole('button', { name: 'Print the record' }).click();
  const sheet = app.page.locator('[data-printed]');
  await expect(sheet).toBeAttached();
  await app.page.emulateMedia({ media: 'print' });
  await expect(sheet.getByRole('heading', { name: 'On paper' })).toBeVisible();
  await expect(sheet.getByText('For the file')).toBeVisible();
  await expect(app.page.locator('#root')).toBeHidden();
});

test('the link of a record leads to it', async ({ app, context }) => {
  const id = await card(app, 'By its link');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.open(`enquiry/${id}`);
  await app.page.getByRole('button', { name: 'Copy the link' }).click();
  await expect(app.toast('Link copied')).toBeVisible();
  const link = await app.page.evaluate(() => navigator.clipboard.readText());
  await app.page.goto(link);
  await expect(app.page.getByRole('heading', { name: 'By its link', level: 2 })).toBeVisible();
});
