import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../app';
import { Desk } from '../desk';
import { BARE, FULL, flaws, type Shot } from './places';

// Every screen as a picture, made anew by each run: in the light and in the dark, narrow and wide, full, empty and
// failing; and once as eyes that need it see it. The pictures are for people; what a run can judge by itself it judges.

test.use({ deskOf: 'gallery' });

const PICTURES = fileURLToPath(new URL('./pictures/', import.meta.url));
const THEMES = ['light', 'dark'] as const;
const NARROW = { width: 1280, height: 800 };
const WIDE = { width: 1920, height: 1080 };

interface Look {
  theme: 'light' | 'dark' | 'contrast';
  width: number;
  height: number;
  isForced?: boolean;
}

const looks: readonly Look[] = THEMES.map((theme) => ({ theme, ...NARROW }));

const SPECIAL: readonly (Look & { name: string })[] = [
  { name: 'contrast', theme: 'contrast', width: 1280, height: 800 },
  { name: 'forced', theme: 'light', width: 1280, height: 800, isForced: true },
  { name: 'zoomed', theme: 'light', width: 640, height: 400 },
];

/** A page on which nothing moves, so that two runs give the same picture of the same thing. */
async function pageOf(browser: Browser, { theme, width, height, isForced }: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
    forcedColors: isForced ? 'active' : 'none',
  });
  await context.addInitScript((name) => localStorage.setItem('pebble.theme', name), theme);
  return context.newPage();
}

interface Named {
  MAIL?: string;
  ENQUIRY?: string;
}

async function namesOf(desk: Desk): Promise<Named> {
  const { rows } = await desk.call('email.list', {
    folder: 'unclassified',
    query: null,
    offset: 0,
    limit: 1,
  });
  const { cards } = await desk.call('board.window', { column: 'quoted', offset: 0, limit: 1 });
  return { MAIL: rows[0].id, ENQUIRY: cards[0].id };
}

/** A desk in the middle of its day: calls to make, some made, a mail put off, a template, and a mail that is being written. */
async function liveADay(desk: Desk): Promise<void> {
  const quoted = () => desk.call('board.window', { column: 'quoted', offset: 0, limit: 6 });
  await expect.poll(async () => (await quoted()).cards.length).toBe(6);
  const { cards } = await quoted();
  const { now } = await desk.call('app.status', {});
  for (const [at, { id }] of cards.entries()) {
    const due = new Date(Date.parse(now) + (at - 2) * 3_600_000).toISOString();
    const title = ['Ring about the price', 'Ask for the drawing', 'Send the certificate'][at % 3];
    await desk.call('followups.remind', { enquiry_id: id, title, due_at: due });
    await desk.call('enquiries.note', { id, text: 'The buyer wants the certificate with the lot.' });
  }
  const { rows } = await desk.call('email.list', { folder: 'linked', query: null, offset: 20, limit: 2 });
  const until = new Date(Date.parse(now) + 86_400_000).toISOString();
  await desk.call('email.snooze', { ids: [rows[0].id], is_whole: false, until });
  const html = '<p>Dear {{contact.name}},</p><p>the certificate is attached.</p>';
  await desk.call('email.template_save', { id: null, name: 'Certificate', subject: '', html });
  await desk.call('email.draft_begin', { way: 'reply', answers: rows[1].id, enquiry_id: null, to: [] });
  await desk.call('enquiries.edit', { id: cards[0].id, priority: 'high' });
}

test.beforeAll(({ desk }) => liveADay(desk));

async function show(page: Page, desk: Desk, shot: Shot, named: Named = {}): Promise<void> {
  const place = shot.place.replace(/MAIL|ENQUIRY/, (word) => named[word as keyof Named] ?? word);
  // Another query is another page: what the last one showed is gone.
  await page.goto(`${desk.url}/?${shot.name}#/${place}`);
  await expect(page.getByTestId('status-strip')).toBeVisible();
  await expect(page.getByTestId('spinner')).toHaveCount(0);
  for (const key of shot.keys ?? []) await page.keyboard.press(key);
  await expect(page.getByTestId('spinner')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${PICTURES}${name}.png`, animations: 'disabled', caret: 'hide' });
}

/** Takes what is shown narrow and then wide, and says what is wrong with either. */
async function takeBoth(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    // A wider window shows columns that were not asked for yet.
    await expect(page.getByTestId('coming')).toHaveCount(0);
    await take(page, `${name}-${size.width}`);
    found.push(...(await flaws(page)).map((flaw) => `${name}, ${size.width} wide: ${flaw}`));
  }
  await page.setViewportSize(NARROW);
  return found;
}

for (const look of looks) {
  const { theme } = look;
  test(`every screen of a full desk is whole, ${theme}`, async ({ app, browser }) => {
    test.setTimeout(240_000);
    const named = await namesOf(app.desk);
    const page = await pageOf(browser, look);
    const found: string[] = [];
    for (const shot of FULL) {
      await show(page, app.desk, shot, named);
      found.push(...(await takeBoth(page, `full/${shot.name}-${theme}`)));
    }
    expect(found).toEqual([]);
    await page.context().close();
  });

  test(`a screen whose question fails says so and offers to ask again, ${theme}`, async ({
    app,
    browser,
  }) => {
    const page = await pageOf(browser, look);
    await page.route('**/rpc', async (route) => {
      const { cmd } = route.request().postDataJSON();
      if (/^(app|people|desk)\./.test(cmd) && cmd !== 'desk.deeds') return route.continue();
      const refusal = { code: 'Broken', message: 'Something went wrong (trace 4f1c).', field: null };
      return route.fulfill({ status: 500, json: refusal });
    });
    for (const shot of BARE) {
      await show(page, app.desk, shot);
      await expect(page.getByRole('button', { name: 'Try again' }).first(), shot.name).toBeVisible();
      expect(await takeBoth(page, `failing/${shot.name}-${theme}`)).toEqual([]);
    }
    await page.context().close();
  });
}

test('every screen of a desk with nothing on it says what comes there', async ({ browser }) => {
  test.setTimeout(180_000);
  const desk = await Desk.start(undefined, '--demo-director');
  await expect.poll(async () => (await desk.call('app.status', {})).sync.last_at !== null).toBe(true);
  for (const look of looks) {
    const page = await pageOf(browser, look);
    for (const shot of BARE) {
      await show(page, desk, shot);
      expect(await takeBoth(page, `empty/${shot.name}-${look.theme}`)).toEqual([]);
    }
    await page.context().close();
  }
  await desk.stop();
});

test('what stands in front of the desk is whole', async ({ browser }) => {
  test.setTimeout(120_000);
  const first = await Desk.start(undefined, null);
  const folder = mkdtempSync(join(tmpdir(), 'pebble-gallery-'));
  writeFileSync(join(folder, 'pebble.db'), 'this is no database');
  const damaged = await Desk.start(folder);
  for (const look of [...looks, ...SPECIAL]) {
    const page = await pageOf(browser, look);
    for (const [desk, gate] of [
      [first, 'welcome'],
      [damaged, 'recovery'],
    ] as const) {
      await page.goto(desk.url);
      await expect(page.getByTestId(gate)).toBeVisible();
      if ('name' in look) await take(page, `before/${gate}-${look.name}`);
      else expect(await takeBoth(page, `before/${gate}-${look.theme}`)).toEqual([]);
      expect(await flaws(page), gate).toEqual([]);
    }
    await page.context().close();
  }
  await Promise.all([first.stop(), damaged.stop()]);
});

for (const look of SPECIAL) {
  test(`every screen is whole, ${look.name}`, async ({ app, browser }) => {
    test.setTimeout(180_000);
    const named = await namesOf(app.desk);
    const page = await pageOf(browser, look);
    const found: string[] = [];
    for (const shot of FULL) {
      await show(page, app.desk, shot, named);
      await take(page, `${look.name}/${shot.name}`);
      found.push(...(await flaws(page)).map((flaw) => `${shot.name}: ${flaw}`));
    }
    expect(found).toEqual([]);
    await page.context().close();
  });
}
