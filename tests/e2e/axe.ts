import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const EVERYTHING = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** What a theme can change. */
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** What keeps somebody from using the page, outside its mail frames. The page's context must let foreign scripts in. */
export function violations(page: Page): Promise<string[]> {
  return run(page, EVERYTHING);
}

/** What keeps somebody from telling things apart on a page that can be used otherwise. */
export function poorColours(page: Page): Promise<string[]> {
  return run(page, COLOURS);
}

async function run(page: Page, only: typeof EVERYTHING): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: AXE });
  const found: Violation[] = await page.evaluate(async (runOnly) => {
    // A colour on its way to another is not yet the one that will be read, nor is what still fades in. What has just been
    // put on the page begins to with the next frame.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ends = (each: Animation) => each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(ends)
        .map(({ finished }) => finished),
    );
    const { axe } = globalThis as unknown as {
      axe: { run: (what: object, how: object) => Promise<{ violations: Violation[] }> };
    };
    return (await axe.run({ exclude: ['iframe'] }, { runOnly })).violations;
  }, only);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`);
}
