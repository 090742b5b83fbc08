import { expect, test } from '../app';
import { violations } from '../axe';

test.use({ deskOf: 'access' });

const PLACES = [
  'today',
  'inbox/linked',
  'preleads',
  'board',
  'companies',
  'settings/account',
  'settings/hours',
  'settings/territories',
  'settings/prices',
  'settings/sequences',
];

for (const theme of ['light', 'dark']) {
  for (const place of PLACES) {
    test(`${place} can be used by everybody, ${theme}`, async ({ app, browser }) => {
      // The page's own policy lets no foreign script in, so the checker goes in past it.
      const context = await browser.newContext({ bypassCSP: true, colorScheme: theme as 'light' | 'dark' });
      const page = await context.newPage();
      await page.goto(`${app.desk.url}/#/${place}`);
      await expect(page.getByTestId('mail-counts')).toBeVisible();
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
      expect(await violations(page)).toEqual([]);
      await context.close();
    });
  }

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
    const context = await browser.newContext({ bypassCSP: true, colorScheme: theme as 'light' | 'dark' });
    const page = await context.newPage();
    await page.goto(`${app.desk.url}/#/enquiry/${cards[0].id}`);
    await page.getByRole('tab', { name: 'Files' }).click();
    await expect(page.getByTestId('file')).toHaveCount(1);
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
}
