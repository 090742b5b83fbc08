import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../app';
import { poorColours, violations } from '../axe';

test.use({ deskOf: 'access' });

const PLACES = [
  'kit',
  'today',
  'inbox/linked',
  'inbox/junk',
  'preleads',
  'board',
  'companies',
  'history',
  'problems',
  'mailbox',
  'settings/account',
  'settings/hours',
  'settings/territories',
  'settings/prices',
  'settings/sequences',
  'settings/keyboard',
  'settings/appearance',
  'settings/reading',
  'settings/writing',
  'settings/office',
  'settings/computer',
  'settings/help',
];

/** A page in one of the app's themes. Its own policy lets no foreign script in, so the checker goes in past it. */
async function pageIn(theme: string, browser: Browser): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true });
  await context.addInitScript((name) => localStorage.setItem('pebble.theme', name), theme);
  return context.newPage();
}

for (const place of PLACES) {
  test(`${place} can be used by everybody, whatever its theme`, async ({ app, browser }) => {
    const page = await pageIn('light', browser);
    await page.goto(`${app.desk.url}/#/${place}`);
    await expect(page.getByTestId('mail-counts')).toBeVisible();
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    expect(await violations(page)).toEqual([]);
    for (const theme of ['dark', 'contrast']) {
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      expect(await poorColours(page), theme).toEqual([]);
    }
    await page.context().close();
  });
}

for (const theme of ['light', 'dark', 'contrast']) {
  test(`the files of an enquiry can be used by everybody, ${theme}`, async ({ app, browser }) => {
    const filter = { owner_id: null, priority: null, query: null };
    const window = { column: 'pending_enquiry', offset: 0, limit: 1, filter };
    const { cards } = await app.desk.call('board.window', window);
    const { upload } = await app.desk.call('app.stage_file', { upload: null, offset: 0, bytes: 'VERT' });
    await app.desk.call('app.attach_file', {
      upload,
      enquiry_id: cards[0].id,
      paper_id: null,
      name: 'TDS.pdf',
      media_type: '',
    });
    const page = await pageIn(theme, browser);
    await page.goto(`${app.desk.url}/#/enquiry/${cards[0].id}`);
    await page.getByRole('tab', { name: 'Files' }).click();
    await expect(page.getByTestId('file')).toHaveCount(1);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test(`a record can be used by everybody, and so can the call that is logged there, ${theme}`, async ({
    app,
    browser,
  }) => {
    const filter = { owner_id: null, priority: null, query: null };
    const window = { column: 'pending_enquiry', offset: 0, limit: 1, filter };
    const { cards } = await app.desk.call('board.window', window);
    const page = await pageIn(theme, browser);
    for (const place of [`enquiry/${cards[0].id}`, `board?enquiry=${cards[0].id}`]) {
      await page.goto(`${app.desk.url}/#/${place}`);
      await expect(page.getByTestId('timeline-item').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
    }
    await page.keyboard.press('c');
    await expect(page.getByTestId('call')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test(`what stands in front can be used by everybody, ${theme}`, async ({ app, browser }) => {
    const page = await pageIn(theme, browser);
    await page.goto(`${app.desk.url}/#/inbox/linked`);
    await expect(page.getByTestId('mail-side')).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('acid');
    await expect(page.getByTestId('found').first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('mail-row').first().click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test(`a conversation, a search and a selection of mails can be used by everybody, ${theme}`, async ({
    app,
    browser,
  }) => {
    const asked = { folder: 'inbox', query: null, is_grouped: true, offset: 0, limit: 200 };
    const { rows } = await app.desk.call('email.list', asked);
    const { id } = rows.find((row: { mails: number }) => row.mails > 2);
    const page = await pageIn(theme, browser);
    await page.goto(`${app.desk.url}/#/inbox/inbox/${id}`);
    await expect(page.getByTestId('mail-body')).toBeVisible();
    await page.keyboard.press(';');
    await expect(page.getByTestId('mail-body').nth(2)).toBeAttached();
    await page.getByRole('searchbox', { name: 'Search mail' }).fill('price is:unread after:soon');
    await expect(page.getByTestId('filter-chip')).toBeVisible();
    await expect(page.getByTestId('filter-trouble')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Search mail' }).fill('');
    await page.getByTestId('mail-row').first().click();
    await page.keyboard.press('Shift+ArrowDown');
    await expect(page.getByTestId('several')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test(`what the board can be made to show can be used by everybody, ${theme}`, async ({ app, browser }) => {
    const page = await pageIn(theme, browser);
    await page.goto(`${app.desk.url}/#/board?lanes=priority&density=detailed&owner=me`);
    await expect(page.getByTestId('lane').first().getByTestId('column-list').first()).toBeVisible();
    await page.getByTestId('card').first().focus();
    await page.keyboard.press('x');
    await expect(page.getByTestId('selection')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Long pendency' }).press('Escape');
    await page.getByTestId('selection').getByRole('button', { name: 'Move to…' }).click();
    await page.getByRole('menuitem', { name: 'Dropped' }).click();
    await expect(page.getByTestId('will-stay')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await expect(page.getByRole('dialog', { name: 'Filter the board' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.keyboard.type('Asha Chem, acetone 5 kg');
    await expect(page.getByTestId('heard')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test(`a selection on Today can be used by everybody, ${theme}`, async ({ app, browser }) => {
    const filter = { owner_id: null, priority: null, query: null };
    const window = { column: 'pending_enquiry', offset: 0, limit: 1, filter };
    const { cards } = await app.desk.call('board.window', window);
    const { now } = await app.desk.call('app.status', {});
    await app.desk.call('followups.remind', { enquiry_id: cards[0].id, title: theme, due_at: now });
    const page = await pageIn(theme, browser);
    await page.goto(`${app.desk.url}/#/today`);
    await expect(page.getByTestId('outcome')).toBeVisible();
    await page.keyboard.press('x');
    await expect(page.getByTestId('several')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
}
