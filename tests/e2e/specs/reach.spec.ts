import type { Page } from '@playwright/test';
import { type App, expect, test } from '../app';

// WCAG 2.2 AA where axe cannot look: dragging has another way (2.5.7), targets are large enough (2.5.8), what has the
// focus is seen (2.4.11), and a page read large needs no scrolling to the side (1.4.10).

test.use({ deskOf: 'reach' });

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
  'settings/office',
  'settings/keyboard',
  'settings/appearance',
];

async function open(app: App, place: string): Promise<Page> {
  await app.open(place);
  await expect(app.page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  return app.page;
}

/**
 * Controls smaller than 24 by 24 pixels that have less than that room to themselves. A link inside a sentence may be as
 * small as its words.
 */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const least = 24;
    const all =
      'button, a[href], input, select, textarea, [role="tab"], [role="menuitem"], [role="combobox"]';
    const isSeen = (each: Element) =>
      each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const targets = [...document.querySelectorAll<HTMLElement>(all)].filter(isSeen);
    const boxes = targets.map((each) => (each.closest('label') ?? each).getBoundingClientRect());
    const isSmall = (box: DOMRect) =>
      box.width > 1 && box.height > 1 && Math.min(box.width, box.height) < least;
    const isCrowded = (at: number) => {
      const box = boxes[at];
      if (!box) return false;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      return boxes.some((other, index) => {
        if (index === at || targets[at]?.contains(targets[index] ?? null)) return false;
        const dx = Math.max(other.left - x, 0, x - other.right);
        const dy = Math.max(other.top - y, 0, y - other.bottom);
        return Math.hypot(dx, dy) < least / 2;
      });
    };
    const isInText = (each: HTMLElement) => each.tagName === 'A' && each.closest('p, li, dd, td') !== null;
    return targets
      .filter((each, at) => {
        const box = boxes[at];
        return box && isSmall(box) && isCrowded(at) && !isInText(each);
      })
      .map((each) => `${each.tagName} ${each.ariaLabel ?? each.textContent}`.trim());
  });
}

/** What has the focus, and how much of it can be seen. */
function focused(page: Page): Promise<{ name: string; isSeen: boolean } | null> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body || at.tagName === 'IFRAME') return null;
    const box = at.getBoundingClientRect();
    const name = `${at.tagName} ${at.ariaLabel ?? at.textContent?.slice(0, 40)}`;
    const places = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [x, y] as const));
    const isSeen = places.some(([x, y]) => {
      const hit = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
      return hit !== null && (at.contains(hit) || hit.contains(at));
    });
    return { name, isSeen };
  });
}

for (const place of PLACES) {
  test(`every control of ${place} is large enough to hit, and never hidden while it has the focus`, async ({
    app,
  }) => {
    const page = await open(app, place);
    expect(await smallTargets(page)).toEqual([]);
    const hidden: string[] = [];
    const seen = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const at = await focused(page);
      if (at === null) continue;
      seen.add(at.name);
      if (!at.isSeen) hidden.push(at.name);
    }
    expect(seen.size, 'Tab gets somewhere').toBeGreaterThan(3);
    expect(hidden).toEqual([]);
  });

  test(`${place} read at four times its size scrolls one way only`, async ({ app }) => {
    const page = await open(app, place);
    await page.setViewportSize({ width: 320, height: 640 });
    const overflow = await page.evaluate(() => {
      const root = document.documentElement;
      return root.scrollWidth - root.clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
    const main = await page.locator('#main').boundingBox();
    expect(main?.width, 'what the page is about has room').toBeGreaterThan(200);
  });
}

test('a card can be moved with single clicks, and by keys, where it could be dragged', async ({ app }) => {
  const page = await open(app, 'board');
  const card = page.getByTestId('card').first();
  await card.click({ button: 'right' });
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await card.focus();
  await page.keyboard.press('m');
  await expect(menu.getByRole('menuitem').first()).toBeVisible();
});
