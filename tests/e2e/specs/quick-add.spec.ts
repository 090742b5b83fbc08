import { expect, test } from '../app';

test.use({ deskOf: 'quick-add' });

test('one line opens an enquiry with its company and person, with the keyboard alone', async ({ app }) => {
  const { page } = app;
  await app.open('board');
  await expect(page.getByTestId('card').first()).toBeVisible();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'New enquiry' });
  const line = dialog.getByRole('combobox', { name: 'Who asks, and what for' });
  await expect(line).toBeFocused();
  await page.keyboard.type('Ravina Dyes, acetone 500 kg, 98200 55123, mala@ravina.example, Rs 85/kg');
  await expect(dialog.getByTestId('quick-who')).toContainText('New company: Ravina Dyes');
  await expect(dialog.getByTestId('heard')).toContainText('+919820055123');
  await expect(dialog.getByTestId('heard')).toContainText('Rs 85/kg');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await app
    .toast(/opened/)
    .getByRole('button', { name: 'Show' })
    .click();
  const sheet = page.getByTestId('record-sheet');
  await expect(sheet).toContainText('Ravina Dyes');
  await expect(sheet).toContainText('Mala');
});

test('who is known is found as one types, and the next one follows without leaving the line', async ({
  app,
}) => {
  const { page } = app;
  const [known] = await app.desk.call('masters.companies', '');
  await app.open('inbox');
  await page.keyboard.press('ControlOrMeta+Shift+e');
  const dialog = page.getByRole('dialog', { name: 'New enquiry' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(`${known.name}, toluene 2 MT`);
  const first = dialog.getByRole('option').first();
  await expect(first).toContainText(known.name);
  await expect(first).not.toContainText('New company');
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(dialog.getByRole('combobox')).toHaveValue('');
  await page.keyboard.type(`${known.name}, toluene 3 MT`);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  const found = await app.desk.call('enquiries.find', { company_id: known.id, query: 'toluene' });
  expect(found.map(({ title }: { title: string }) => title).sort()).toEqual([
    'Toluene, 2 MT',
    'Toluene, 3 MT',
  ]);
});

test('a line that names nobody is refused where it stands', async ({ app }) => {
  const { page } = app;
  await app.open('today');
  await page.keyboard.press('ControlOrMeta+Shift+e');
  const dialog = page.getByRole('dialog', { name: 'New enquiry' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('500 kg');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('Please say whose enquiry it is');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});
