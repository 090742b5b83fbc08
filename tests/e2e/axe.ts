import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** What keeps somebody from using the page, outside its mail frames. The page's context must let foreign scripts in. */
export async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  const found: Violation[] = await page.evaluate(async (values) => {
    // A colour on its way to another is not yet the one that will be read.
    const changes = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(changes.map(({ finished }) => finished));
    const { axe } = globalThis as unknown as {
      axe: { run: (what: object, how: object) => Promise<{ violations: Violation[] }> };
    };
    return (await axe.run({ exclude: ['iframe'] }, { runOnly: { type: 'tag', values } })).violations;
  }, TAGS);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`);
}
