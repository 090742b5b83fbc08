import { type App, expect, test } from '../app';

test.use({ deskOf: 'preleads' });

interface Prelead {
  id: string;
  name: string;
  address: string;
  subject: string;
}

async function waiting(app: App): Promise<Prelead[]> {
  return app.desk.call('preleads.list', { stage: null });
}

const row = (app: App, { address }: Prelead) =>
  app.page.getByTestId('prelead-row').filter({ hasText: address });

test('validating a new sender makes a company and a card on the board', async ({ app }) => {
  const [sender] = await waiting(app);
  if (!sender) throw new Error('nobody waits');
  await app.open(`preleads/${sender.id}`);
  const form = app.page.getByTestId('validate');
  await form.getByLabel('Company').fill('Silver Birch Coatings');
  await form.getByLabel(/^Town/).fill('Pune');
  await form.getByRole('button', { name: 'Validate' }).click();
  const toast = app.toast('Silver Birch Coatings is now a company to work with');
  await expect(toast).toBeVisible();
  await expect(row(app, sender)).toHaveCount(0);
  await toast.getByRole('button', { name: 'Open record' }).click();
  await expect(app.page.getByTestId('record')).toContainText('Silver Birch Coatings');
  await app.open('board?q=Silver Birch');
  await expect(app.page.getByTestId('card')).toHaveCount(1);
});

test('a GSTIN with a wrong check digit is refused at its field', async ({ app }) => {
  const [sender] = await waiting(app);
  if (!sender) throw new Error('nobody waits');
  await app.open(`preleads/${sender.id}`);
  const form = app.page.getByTestId('validate');
  await form.getByLabel('Company').fill('Grey Heron Paints');
  await form.getByLabel(/^GSTIN/).fill('27AAPFU0939F1ZX');
  await form.getByRole('button', { name: 'Validate' }).click();
  await expect(form.getByLabel(/^GSTIN/)).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByRole('alert')).toBeVisible();
  await expect(row(app, sender)).toBeVisible();
});

test('junk is moved out of sight with a reason, and the next sender is in front', async ({ app }) => {
  const [sender, next] = await waiting(app);
  if (!sender || !next) throw new Error('nobody waits');
  await app.open(`preleads/${sender.id}`);
  await app.page.getByTestId('validate').getByRole('button', { name: 'Move to…' }).click();
  await app.page.getByRole('menuitem', { name: 'Junk' }).click();
  const dialog = app.page.getByRole('dialog', { name: /: Junk$/ });
  await dialog.getByRole('button', { name: 'Move' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Fill this in to go on');
  await dialog.getByRole('textbox').fill('Asks everybody for free samples');
  await dialog.getByRole('button', { name: 'Move' }).click();
  await expect(row(app, sender)).toHaveCount(0);
  await expect(app.page.getByRole('option', { selected: true })).toContainText(next.address);
});

test('a sender who was turned away is listed with stage, count and last mail, and can be taken up anew', async ({
  app,
}) => {
  const [sender] = await waiting(app);
  if (!sender) throw new Error('nobody waits');
  const reason = 'Asks for prices and never buys';
  await app.desk.call('preleads.advance', { id: sender.id, to: 'barred', fields: { reason } });
  await app.open('preleads');
  await expect(row(app, sender)).toHaveCount(0);
  await app.page.getByRole('tab', { name: 'Turned away' }).click();
  await expect(row(app, sender)).toContainText(/Barred · \d+ mails?/);
  await row(app, sender).click();
  const record = app.page.getByTestId('turned-away');
  await expect(record).toContainText(reason);
  await expect(record).toContainText(sender.subject);
  await record.getByRole('button', { name: 'Take up anew' }).click();
  await expect(app.toast('waits for validation again')).toBeVisible();
  await expect(row(app, sender)).toHaveCount(0);
  await app.page.getByRole('tab', { name: 'Waiting' }).click();
  await expect(row(app, sender)).toBeVisible();
});
