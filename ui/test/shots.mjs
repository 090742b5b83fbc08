// Takes pictures of the screens on the made-up desk: `node test/shots.mjs <folder> [name…]`, with a preview running.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [folder = '.', ...only] = process.argv.slice(2);
const address = process.env.ADDRESS ?? 'http://127.0.0.1:4173';
const shots = [
  { name: 'today', hash: '#/today' },
  { name: 'inbox', hash: '#/inbox' },
  { name: 'preleads', hash: '#/preleads' },
  { name: 'board', hash: '#/board' },
  { name: 'board-detailed', hash: '#/board?density=detailed' },
  { name: 'board-record', hash: '#/board?enquiry=e3' },
  { name: 'record', hash: '#/enquiry/e4' },
  { name: 'companies', hash: '#/companies' },
  { name: 'settings-hours', hash: '#/settings/hours' },
  { name: 'settings-sequences', hash: '#/settings/sequences' },
  { name: 'today-dark', hash: '#/today', theme: 'dark' },
  { name: 'inbox-dark', hash: '#/inbox', theme: 'dark' },
  { name: 'board-dark', hash: '#/board?enquiry=e3', theme: 'dark' },
  { name: 'board-contrast', hash: '#/board', theme: 'contrast' },
  { name: 'inbox-forced', hash: '#/inbox', forced: true },
  { name: 'inbox-200', hash: '#/inbox', width: 710, height: 430 },
  { name: 'board-200', hash: '#/board', width: 710, height: 430 },
  { name: 'today-200', hash: '#/today', width: 710, height: 430 },
  { name: 'inbox-narrow', hash: '#/inbox/inbox/m0', width: 560 },
  { name: 'board-narrow', hash: '#/board', width: 560 },
  { name: 'reply', hash: '#/inbox/inbox/m0', keys: ['r'] },
  { name: 'link', hash: '#/inbox/inbox/m2', keys: ['l'] },
  { name: 'open-enquiry', hash: '#/inbox/inbox/m2', keys: ['n'] },
  { name: 'menu', hash: '#/board', card: true },
];
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'shots-')), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const shot of shots) {
  if (only.length > 0 && !only.includes(shot.name)) continue;
  const page = await context.newPage();
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && console.log(shot.name, message.text()),
  );
  page.on('pageerror', (error) => console.log(shot.name, error.message));
  await page.setViewportSize({ width: shot.width ?? 1420, height: shot.height ?? 860 });
  await page.emulateMedia({ forcedColors: shot.forced ? 'active' : 'none', reducedMotion: 'reduce' });
  await page.addInitScript((theme) => localStorage.setItem('pebble.theme', theme), shot.theme ?? 'light');
  await page.goto(`${address}/${shot.hash}`);
  await page.getByTestId('status-strip').waitFor();
  await page.waitForTimeout(500);
  for (const key of shot.keys ?? []) await page.keyboard.press(key);
  if (shot.card) {
    await page.getByTestId('card').nth(1).focus();
    await page.keyboard.press('m');
  }
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${shot.name}.png`) });
  await page.close();
}
await context.close();
