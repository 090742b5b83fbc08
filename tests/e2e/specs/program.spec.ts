import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../app';

test.use({ deskOf: 'program' });

test('everything is drawn larger by keyboard, within bounds, and stays so', async ({ app }) => {
  await app.open('today');
  const width = () =>
    app.page.getByTestId('rail-today').evaluate((link) => link.getBoundingClientRect().width);
  const usual = await width();
  await app.page.keyboard.press('Control+=');
  await expect.poll(width).toBeGreaterThan(usual);
  await app.reload();
  expect(await width()).toBeGreaterThan(usual);
  for (let presses = 0; presses < 12; presses += 1) await app.page.keyboard.press('Control++');
  await app.open('settings/appearance');
  await expect(app.page.getByRole('combobox', { name: 'Size' })).toContainText('200 %');
  await expect(app.page.getByTestId('status-strip')).toBeInViewport();
  await app.page.keyboard.press('Control+0');
  await expect(app.page.getByRole('combobox', { name: 'Size' })).toContainText('100 %');
});

test('what the tray asks for by address is begun where one is, and nothing else is', async ({ app }) => {
  const { page } = app;
  await app.open('companies');
  const order = (command: string) =>
    page.evaluate((hash) => {
      location.hash = hash;
    }, `#/do/${command}`);
  await order('app.add_enquiry');
  const line = page.getByRole('dialog', { name: 'New enquiry' }).getByRole('combobox').first();
  await expect(line).toBeFocused();
  await expect(page).toHaveURL(/#\/companies$/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await order('go.board');
  await order('mail.write');
  await expect(page.getByTestId('compose-window')).toBeVisible();
  await expect(page).toHaveURL(/#\/companies\?write=/);
  // A window that was closed is opened with the order in its address.
  await page.goto('about:blank');
  await page.goto(`${app.desk.url}/#/do/app.add_enquiry`);
  await expect(line).toBeFocused();
  await expect(page.getByTestId('compose-window')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a record opens in a window of its own, without the rail, and hears of changes', async ({ app }) => {
  const [enquiry] = await app.desk.call('enquiries.find', { company_id: null, query: null });
  await app.open(`today?enquiry=${enquiry.id}`);
  await expect(app.page.getByTestId('record-sheet').getByTestId('timeline-item').first()).toBeVisible();
  const opening = app.page.waitForEvent('popup');
  await app.page.keyboard.press('Shift+Enter');
  const own = await opening;
  await expect(own.getByTestId('record')).toBeVisible();
  await expect(own.getByTestId('rail-today')).toHaveCount(0);
  await expect(own.getByTestId('status-strip')).toHaveCount(0);
  const text = 'Seen in two windows';
  await app.desk.call('enquiries.note', { id: enquiry.id, text });
  await expect(own.getByText(text)).toBeVisible();
  await expect(app.page.getByText(text)).toBeVisible();
  // Where one is, the main window says.
  expect(await app.page.evaluate(() => localStorage.getItem('pebble.place') ?? '')).not.toContain('enquiry/');
  const closed = own.waitForEvent('close');
  // The window may be gone before the key is up again.
  await own.keyboard.press('Control+w').catch(() => undefined);
  await closed;
});

test('a report is shown file by file before it is saved, and says nothing of anybody', async ({ app }) => {
  const { account } = await app.desk.call('app.status', {});
  await app.open('settings/help');
  const report = app.page.getByTestId('report');
  await expect(report.getByRole('button')).toHaveText(['Gather the report']);
  await report.getByRole('button').press('Enter');
  const tabs = report.getByRole('tab');
  await expect(tabs).toHaveText([
    'about.json',
    'counts.json',
    'settings.json',
    'problems.json',
    'sizes.json',
    'log.txt',
  ]);
  const shown: string[] = [];
  for (const tab of await tabs.all()) {
    await tab.click();
    shown.push((await report.getByRole('tabpanel').textContent()) ?? '');
  }
  expect(shown.join('\n')).toMatch(/"message": \d+/);
  for (const secret of [account.address, account.name, app.desk.folder, '@']) {
    expect(shown.join('\n')).not.toContain(secret);
  }
  await report.getByRole('button', { name: 'Save it as a zip file' }).click();
  await expect(app.toast('Saved as pebble-diagnostics.zip')).toBeVisible();
  const downloads = join(app.desk.folder, 'downloads');
  expect(readdirSync(downloads)).toContain('pebble-diagnostics.zip');
  const read = (name: string) =>
    execFileSync('python3', ['-c', UNZIP, join(downloads, 'pebble-diagnostics.zip'), name], {
      encoding: 'utf8',
    });
  expect(read('counts.json')).toBe(shown[1]);
  await expect(
    app.desk.call('app.save_diagnostics', { id: '018f6e2a-0000-7000-8000-000000000001' }),
  ).rejects.toThrow('Look through that one first');
});

const UNZIP = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode(), end="")';

test('what is wrong is listed in one place with a way on, and the strip counts it', async ({ app }) => {
  await app.open('today');
  await app.page.keyboard.press('Control+k');
  await app.page.keyboard.type('what is wrong');
  await app.page.keyboard.press('Enter');
  await expect(app.page).toHaveURL(/#\/problems$/);
  const wrong = await app.desk.call('app.problems', {});
  await expect(app.page.getByTestId('problem')).toHaveCount(wrong.length);
  const [quarantined] = wrong.filter(({ kind }: { kind: string }) => kind === 'unreadable');
  const { counts } = await app.desk.call('app.status', {});
  expect(quarantined?.count ?? 0, 'as many as the strip counts as set aside').toBe(counts.quarantined);

  await app.desk.call('app.sign_out', {});
  await app.page.route('**/rpc', async (route) => {
    if (route.request().postDataJSON().cmd !== 'app.problems') return route.fallback();
    const problem = { count: 1, detail: null, who: null, enquiry_id: null };
    await route.fulfill({
      json: [
        { ...problem, kind: 'sign_in', detail: 'The sign-in has expired.' },
        {
          ...problem,
          kind: 'not_sent',
          who: 'ravi@example.com',
          detail: 'Price of NaOH: The address does not exist',
        },
        { ...problem, kind: 'refused', count: 3 },
      ],
    });
  });
  await app.page.getByRole('button', { name: 'Look again' }).click();
  await expect(app.page.getByTestId('problem')).toHaveCount(3);
  await expect(app.page.getByTestId('problems-badge')).toHaveText('3 problems');
  await expect(app.page.getByTestId('problem').nth(1)).toContainText('To ravi@example.com');
  await expect(app.page.getByTestId('problem').nth(2)).toContainText('3 of your changes did not stand');
  await app.page.getByTestId('problem').first().getByRole('button', { name: 'What to do' }).click();
  await app.page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
  await expect.poll(async () => (await app.desk.call('app.status', {})).account?.address).toBeTruthy();
});

test('how the program behaves here holds at once and after a reload', async ({ app }) => {
  await app.open('settings/computer');
  const computer = app.page.getByTestId('computer');
  await computer.getByRole('combobox', { name: 'Keep quiet' }).click();
  await app.page.getByRole('option', { name: 'Between hours of my own' }).click();
  await computer.getByLabel('Quiet from').fill('21:15');
  await expect.poll(async () => (await app.desk.call('app.preferences', {})).quiet_from).toBe(21 * 60 + 15);
  await app.reload();
  await expect(computer.getByLabel('Quiet from')).toHaveValue('21:15');
  await computer.getByRole('switch', { name: /^Say when/ }).click();
  await expect(computer.getByLabel('Quiet from')).toHaveCount(0);
  await expect(
    computer.getByText('Start when I sign in'),
    'a browser does not start with the computer',
  ).toHaveCount(0);
});
