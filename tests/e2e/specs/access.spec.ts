import { createRequire } from 'node:module';
import { expect, test } from '../app';

test.use({ deskOf: 'access' });

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PLACES = [
  'today',
  'inbox/linked',
  'preleads',
  'board',
  'companies',
  'settings/account',
  'settings/hours',
  'settings/sequences',
];

interface Violation {
  id: string;
  nodes: { html: string }[];
}

for (const theme of ['light', 'dark']) {
  for (const place of PLACES) {
    test(`${place} can be used by everybody, ${theme}`, async ({ app, browser }) => {
      // The page's own policy lets no foreign script in, so the checker goes in past it.
      const context = await browser.newContext({ bypassCSP: true, colorScheme: theme as 'light' | 'dark' });
      const page = await context.newPage();
      await page.goto(`${app.desk.url}/#/${place}`);
      await expect(page.getByTestId('mail-counts')).toBeVisible();
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
      await page.addScriptTag({ path: AXE });
      const violations: Violation[] = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run: (what: object, how: object) => Promise<{ violations: Violation[] }> };
        };
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
        const what = { exclude: ['iframe'] };
        return (await axe.run(what, { runOnly: { type: 'tag', values: tags } })).violations;
      });
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`);
      expect(found).toEqual([]);
      await context.close();
    });
  }
}
