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
}
