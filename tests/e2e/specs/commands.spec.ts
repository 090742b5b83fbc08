import { type App, expect, test } from '../app';

test.use({ deskOf: 'commands' });

const palette = (app: App) => app.page.getByRole('dialog', { name: 'Do or find anything' });
const found = (app: App) => palette(app).getByTestId('found');

/** Opens the palette and types into it. */
async function look(app: App, words: string): Promise<void> {
  await app.page.keyboard.press('Control+k');
  await expect(palette(app).getByRole('combobox')).toBeFocused();
  await app.page.keyboard.type(words);
}

/** Walks in with a mail in front that nobody has decided on. */
async function openMail(app: App): Promise<{ id: string; subject: string }> {
  const { rows } = await app.desk.call('email.list', {
    folder: 'unclassified',
    query: null,
    offset: 0,
    limit: 1,
  });
  await app.open(`inbox/unclassified/${rows[0].id}`);
  await expect(app.page.getByTestId('mail-side')).toBeVisible();
  return rows[0];
}

const dispositionOf = async (app: App, id: string): Promise<string> =>
  (await app.desk.call('email.detail', { id })).row.disposition;

test('the palette does what is typed, and nothing before Enter', async ({ app }) => {
  await app.open('today');
  await look(app, 'go bo');
  await expect(found(app).first()).toContainText('Go to Board');
  await expect(found(app).first()).toHaveAttribute('data-highlighted', '');
  await expect(app.page).toHaveURL(/#\/today/);
  await app.page.keyboard.press('Enter');
  await expect(palette(app)).toHaveCount(0);
  await expect(app.page).toHaveURL(/#\/board$/);
});

test('the palette opens from the rail, lists what can be done here, and Escape gives the focus back', async ({
  app,
}) => {
  await openMail(app);
  const button = app.page.getByRole('button', { name: 'Find: Do or find anything' });
  await button.click();
  await expect(palette(app).getByRole('option', { name: /^Archive\b/ })).toContainText('Backspace');
  await expect(found(app).filter({ hasText: 'Save and go on' })).toHaveCount(0);
  await app.page.keyboard.press('Escape');
  await expect(palette(app)).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('the palette finds enquiries, companies, people, mails and files by their words', async ({ app }) => {
  const [enquiry] = await app.desk.call('enquiries.find', { company_id: null, query: null });
  const { contact } = await app.desk.call('enquiries.detail', enquiry.id);
  const { upload } = await app.desk.call('app.stage_file', { upload: null, offset: 0, bytes: 'VERT' });
  await app.desk.call('app.attach_file', {
    upload,
    enquiry_id: enquiry.id,
    paper_id: null,
    name: 'Zeolite data sheet.pdf',
    media_type: '',
  });
  await app.open('today');
  await look(app, enquiry.code);
  await expect(found(app).first()).toContainText(enquiry.title);
  const input = palette(app).getByRole('combobox');
  await input.fill(enquiry.company);
  await expect(palette(app).getByRole('group', { name: 'Companies' })).toContainText(enquiry.company);
  await input.fill(contact.email);
  await expect(palette(app).getByRole('group', { name: 'People' })).toContainText(contact.name);
  await expect(palette(app).getByRole('group', { name: 'Mails' }).getByTestId('found').first()).toBeVisible();
  await input.fill('zeol');
  const file = palette(app).getByRole('group', { name: 'Files' });
  await expect(file).toContainText('Zeolite data sheet.pdf');
  await expect(found(app)).toHaveCount(1);
  await app.page.keyboard.press('Enter');
  const sheet = app.page.getByTestId('record-sheet');
  await expect(sheet.getByTestId('file')).toContainText('Zeolite data sheet.pdf');
});

test('the palette says when nothing has that name, whatever was typed', async ({ app }) => {
  await app.open('today');
  await look(app, 'xyzzy" OR (*');
  await expect(palette(app).getByRole('status')).toHaveText('Nothing is called “xyzzy" OR (*”');
});

test('no key is taken from who types', async ({ app }) => {
  const { id } = await openMail(app);
  const before = await dispositionOf(app, id);
  const box = app.page.getByRole('searchbox', { name: 'Search mail' });
  await box.focus();
  await app.page.keyboard.type('aelr?');
  await app.page.keyboard.press('Backspace');
  await expect(box).toHaveValue('aelr');
  await expect(app.page.getByRole('dialog')).toHaveCount(0);
  expect(await dispositionOf(app, id)).toBe(before);
  await expect(app.page).toHaveURL(new RegExp(id));
});

test('no key is taken from an input method', async ({ app }) => {
  await openMail(app);
  const press = (isComposing: boolean) =>
    app.page.evaluate((is) => {
      const init = { key: '?', bubbles: true, cancelable: true, isComposing: is };
      return document.body.dispatchEvent(new KeyboardEvent('keydown', init));
    }, isComposing);
  expect(await press(true), 'it is let through').toBe(true);
  await expect(app.page.getByRole('dialog')).toHaveCount(0);
  expect(await press(false), 'it is taken').toBe(false);
  await expect(app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

test('a question mark shows every key, and while it does no other key acts', async ({ app }) => {
  const { id } = await openMail(app);
  const before = await dispositionOf(app, id);
  await app.page.keyboard.press('?');
  const sheet = app.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const line = (name: string) => sheet.getByText(name, { exact: true }).locator('..');
  await expect(line('Reply')).toContainText('Ctrl+R');
  await expect(line('Do or find anything')).toContainText('Ctrl+K');
  await app.page.keyboard.press('e');
  await app.page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  expect(await dispositionOf(app, id)).toBe(before);
});

test('the keys are Outlook’s until single letters are chosen, and they stay chosen', async ({ app }) => {
  await app.open('inbox/linked');
  const chosen = app.page.getByRole('option', { selected: true });
  await expect(chosen).toBeVisible();
  const first = String(await chosen.getAttribute('id'));
  await app.page.keyboard.press('j');
  await app.page.keyboard.press('ArrowDown');
  await expect(chosen).not.toHaveId(first);
  // One step and not two: J means nothing yet.
  await app.page.keyboard.press('ArrowUp');
  await expect(chosen).toHaveId(first);

  await app.open('settings/keyboard');
  await app.page.getByRole('combobox', { name: 'Shortcuts' }).click();
  await app.page.getByRole('option', { name: /Single letters/ }).click();
  await app.reload();
  await app.page.keyboard.press('g');
  await app.page.keyboard.press('b');
  await expect(app.page).toHaveURL(/#\/board/);
  await app.open('inbox/linked');
  await expect(chosen).toBeVisible();
  const top = String(await chosen.getAttribute('id'));
  await app.page.keyboard.press('j');
  await expect(chosen).not.toHaveId(top);
  await app.page.keyboard.press('k');
  await expect(chosen).toHaveId(top);
});

test('a right click offers what can be done with that mail, with its keys', async ({ app }) => {
  await app.open('inbox/linked');
  const row = app.page.getByTestId('mail-row').nth(2);
  const id = String(await row.getAttribute('id')).replace('mail-', '');
  await row.click({ button: 'right' });
  await expect(app.page.locator(`[id="mail-${id}"]`)).toHaveAttribute('aria-selected', 'true');
  const archive = app.page.getByRole('menuitem', { name: /^Archive/ });
  await expect(archive).toContainText('Backspace');
  await archive.click();
  await expect.poll(() => dispositionOf(app, id)).toBe('archived');
});

test('a tip tells the key of a button', async ({ app }) => {
  await openMail(app);
  await app.page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).hover();
  await expect(app.page.getByTestId('tip')).toHaveText('ArchiveBackspace');
});

test('F6 walks the parts of the window, Shift+F6 walks back', async ({ app }) => {
  await openMail(app);
  const at = () => app.page.evaluate(() => document.activeElement?.closest('[data-pane]')?.ariaLabel);
  const seen: (string | null | undefined)[] = [];
  for (let step = 0; step < 5; step += 1) {
    await app.page.keyboard.press('F6');
    seen.push(await at());
  }
  expect(seen).toEqual(['Main', 'Mails', 'Reading pane', 'About this mail', 'Status']);
  await app.page.keyboard.press('Shift+F6');
  expect(await at()).toBe('About this mail');
});
