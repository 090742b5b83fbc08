import type { Page } from '@playwright/test';
import { type App, expect, test } from '../app';
import { violations } from '../axe';
import { Desk } from '../desk';

test.use({ deskOf: 'compose' });

const EXCEL = `<html><head><style>.xl65 {font-weight:700;}</style></head><body><table width=192>
<col width=64><tr height=20><td class=xl65>Grade</td><td class=xl65>Rate</td></tr>
<tr height=20><td>ZnO 99.5</td><td align=right>215.50</td></tr></table></body></html>`;

const composer = (app: App) => app.page.getByTestId('composer');
const text = (app: App) => composer(app).getByRole('textbox', { name: 'Message' });
const drafts = (app: App) => app.desk.call('email.drafts', null);
const recipients = (page: Page, label: string) => page.getByRole('combobox', { name: label, exact: true });

/** Puts something on the text as the clipboard of another program would. */
async function paste(page: Page, html: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).evaluate((element, content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', content);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, html);
}

async function writing(undo_seconds: number, app: App): Promise<void> {
  await app.desk.call('email.set_writing', { signature: '<p>Asha Kulkarni, Sales</p>', undo_seconds });
}

/** The linked mail that came last, which has somebody to answer. */
async function linked(app: App): Promise<{ id: string; enquiry_id: string; from: { address: string } }> {
  const page = await app.desk.call('email.list', { folder: 'linked', query: null, offset: 0, limit: 50 });
  return page.rows.find((row: { is_outgoing: boolean; subject: string }) => !row.is_outgoing && row.subject);
}

test('a mail is written and sent by the keyboard alone', async ({ app }) => {
  await writing(0, app);
  const contact = (await linked(app)).from.address;
  await app.open('board');
  await app.page.keyboard.press('Control+Shift+M');
  await expect(recipients(app.page, 'To')).toBeFocused();
  await app.page.keyboard.type(contact.slice(0, 6));
  await expect(app.page.getByRole('option').first()).toBeVisible();
  await app.page.keyboard.press('Enter');
  await expect(app.page.getByTestId('person')).toHaveCount(1);
  await app.page.keyboard.press('Tab');
  await app.page.getByRole('textbox', { name: 'Subject' }).focus();
  await app.page.keyboard.type('Dispatch on Monday');
  await text(app).focus();
  await app.page.keyboard.type('The lot leaves on ');
  await app.page.keyboard.press('Control+b');
  await app.page.keyboard.type('Monday');
  await app.page.keyboard.press('Control+b');
  await app.page.keyboard.type('.');
  await expect(text(app)).toContainText('Asha Kulkarni, Sales');
  await app.page.keyboard.press('Control+Enter');
  await expect(composer(app)).toHaveCount(0);
  await expect.poll(() => app.desk.call('desk.waiting', null)).toEqual([]);
  await app.page.getByRole('button', { name: 'Check for mail now' }).click();
  await app.open('inbox/sent');
  await expect(app.page.getByTestId('mail-row').filter({ hasText: 'Dispatch on Monday' })).toBeVisible();
});

test('what Excel puts on the clipboard becomes a table', async ({ app }) => {
  await app.open('today');
  await app.page.keyboard.press('Control+Shift+M');
  await text(app).click();
  await paste(app.page, EXCEL);
  await expect(text(app).getByRole('cell', { name: '215.50' })).toHaveCSS('text-align', 'right');
  await expect(text(app).locator('tr')).toHaveCount(2);
  await expect.poll(async () => (await drafts(app))[0]?.preview ?? '').toContain('ZnO 99.5');
  await composer(app).getByRole('button', { name: 'Discard draft' }).click();
  await expect(composer(app)).toHaveCount(0);
  await app.toast('Draft discarded').getByRole('button', { name: 'Undo' }).click();
  await expect(text(app)).toContainText('ZnO 99.5');
  await composer(app).getByRole('button', { name: 'Discard draft' }).click();
});

test('a file is dropped on a mail, and taken off it', async ({ app }) => {
  await app.open('inbox/linked');
  await app.page.keyboard.press('Control+Shift+M');
  await expect(text(app)).toBeVisible();
  const files = await app.page.evaluateHandle(() => {
    const carried = new DataTransfer();
    carried.items.add(new File(['a certificate'], 'COA.pdf', { type: 'application/pdf' }));
    return carried;
  });
  await composer(app).dispatchEvent('dragover', { dataTransfer: files });
  await expect(composer(app).getByText('Drop to attach')).toBeVisible();
  await composer(app).dispatchEvent('drop', { dataTransfer: files });
  await expect(app.page.getByTestId('draft-file')).toContainText('COA.pdf');
  await app.page.getByTestId('draft-files').setInputFiles({
    name: 'TDS.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('a data sheet'),
  });
  await expect(app.page.getByTestId('draft-file')).toHaveCount(2);
  await app.page.getByRole('button', { name: 'Take COA.pdf off the mail' }).click();
  await expect(app.page.getByTestId('draft-file')).toHaveCount(1);
  await expect(app.page.getByTestId('draft-file')).toHaveText(/TDS\.pdf/);
  await composer(app).getByRole('button', { name: 'Discard draft' }).click();
});

test('a template with an open variable is refused by its name, and leaves once it is filled in', async ({
  app,
}) => {
  await writing(30, app);
  const html = '<p>Dear {{contact.name}},</p><p>Delivery: {{delivery}}</p>';
  await app.desk.call('email.template_save', { id: null, name: 'Delivery', subject: '', html });
  const row = await linked(app);
  await app.open(`inbox/linked/${row.id}`);
  await expect(app.page.getByTestId('mail-side')).toBeVisible();
  await app.page.keyboard.press('Control+r');
  await expect(text(app)).toBeFocused();
  await app.page.keyboard.press('Alt+t');
  await app.page.keyboard.type('deliv');
  await app.page.keyboard.press('Enter');
  await expect(text(app)).toContainText('{{delivery}}');
  await expect(text(app)).not.toContainText('{{contact.name}}');
  await app.page.keyboard.press('Control+Enter');
  await expect(composer(app).getByRole('alert')).toHaveText(
    '{{delivery}} has no value yet. Fill it in or take it out, then send.',
  );
  await text(app).getByText('{{delivery}}').click();
  await app.page.keyboard.press('Control+a');
  await app.page.keyboard.type('Dear Sir, delivery is ex stock.');
  await app.page.keyboard.press('Control+Enter');
  await expect(composer(app)).toHaveCount(0);
  await app.toast('The mail is on its way').getByRole('button', { name: 'Undo' }).click();
  await expect(text(app)).toContainText('delivery is ex stock');
  await expect.poll(() => app.desk.call('desk.waiting', null)).toEqual([]);
  await composer(app).getByRole('button', { name: 'Discard draft' }).click();
});

test('what is being typed is there after the desk was killed and started again', async ({ browser }) => {
  test.setTimeout(180_000);
  const first = await Desk.start();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${first.url}/#/today`);
  await expect(page.getByTestId('mail-counts')).toBeVisible();
  await page.keyboard.press('Control+Shift+M');
  const message = page.getByRole('textbox', { name: 'Message' });
  await recipients(page, 'To').fill('lab@toll-blender.example');
  await message.click();
  await page.keyboard.type('Half a sentence');
  await expect(page.getByTestId('kept')).toHaveText(/^Saved/);
  await expect
    .poll(async () => (await first.call('email.drafts', null))[0]?.preview ?? '')
    .toContain('Half a sentence');
  const second = await first.cut();
  await page.goto(second.url);
  await expect(page.getByRole('textbox', { name: 'Message' })).toContainText('Half a sentence');
  await expect(page.getByTestId('person')).toHaveText('lab@toll-blender.example');
  await page.goto(`${second.url}/#/inbox/drafts`);
  await expect(page.getByTestId('draft-row')).toContainText('Half a sentence');
  await context.close();
  await second.stop();
});

for (const theme of ['light', 'dark', 'contrast']) {
  test(`writing can be used by everybody, ${theme}`, async ({ app, browser }) => {
    const context = await browser.newContext({ bypassCSP: true });
    await context.addInitScript((name) => localStorage.setItem('pebble.theme', name), theme);
    const page = await context.newPage();
    await page.goto(`${app.desk.url}/#/today`);
    await expect(page.getByTestId('mail-counts')).toBeVisible();
    await page.keyboard.press('Control+Shift+M');
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
    await recipients(page, 'To').pressSequentially('nobody here;ra');
    await expect(page.getByRole('option').first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Message' }).click();
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${app.desk.url}/#/inbox/drafts`);
    await page.getByTestId('draft-row').first().click();
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.goto(`${app.desk.url}/#/settings/writing`);
    await expect(page.getByRole('textbox', { name: 'Signature' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
}
