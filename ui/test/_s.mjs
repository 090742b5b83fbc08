import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
const [folder, ...only] = process.argv.slice(2);
const address = process.env.ADDRESS ?? 'http://127.0.0.1:4631';
const rpc = async (cmd, input) => (await fetch(`${address}/rpc`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-pebble': '1' }, body: JSON.stringify({ cmd, input }) })).json();
const filter = { owner_id: null, priority: null, query: null };
const quoted = (await rpc('board.window', { column: 'quoted', offset: 0, limit: 3, filter })).cards;
const pend = (await rpc('board.window', { column: 'pending_enquiry', offset: 0, limit: 3, filter })).cards;
const card = quoted[0] ?? pend[0];
const linked = (await rpc('email.list', { folder: 'linked', query: null, offset: 0, limit: 20 })).rows.find(r => r.intent);
const shots = [
  { name: 'today', hash: '#/today' },
  { name: 'inbox', hash: `#/inbox/linked/${linked.id}` },
  { name: 'unclassified', hash: '#/inbox/unclassified' },
  { name: 'preleads', hash: '#/preleads' },
  { name: 'board', hash: '#/board' },
  { name: 'board-detailed', hash: '#/board?density=detailed' },
  { name: 'board-record', hash: `#/board?enquiry=${card?.id}` },
  { name: 'record', hash: `#/enquiry/${card?.id}` },
  { name: 'companies', hash: '#/companies' },
  { name: 'account', hash: '#/settings/account' },
  { name: 'hours', hash: '#/settings/hours' },
  { name: 'sequences', hash: '#/settings/sequences' },
  { name: 'today-dark', hash: '#/today', theme: 'dark' },
  { name: 'inbox-dark', hash: `#/inbox/linked/${linked.id}`, theme: 'dark' },
  { name: 'board-dark', hash: `#/board?enquiry=${card?.id}`, theme: 'dark' },
  { name: 'inbox-200', hash: '#/inbox', width: 710, height: 430 },
  { name: 'board-200', hash: '#/board', width: 710, height: 430 },
  { name: 'today-200', hash: '#/today', width: 710, height: 430 },
  { name: 'preleads-200', hash: '#/preleads', width: 710, height: 430 },
  { name: 'record-200', hash: `#/enquiry/${card?.id}`, width: 710, height: 430 },
];
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'shots-')), { executablePath: '/usr/bin/chromium', headless: true, timezoneId: 'Asia/Kolkata', locale: 'en-IN', args: ['--no-sandbox','--disable-gpu','--disable-background-networking','--disable-component-update','--disable-sync'] });
for (const shot of shots) {
  if (only.length && !only.includes(shot.name)) continue;
  const page = await context.newPage();
  page.on('console', (m) => ['error','warning'].includes(m.type()) && console.log(shot.name, m.text()));
  page.on('pageerror', (e) => console.log(shot.name, e.message));
  await page.setViewportSize({ width: shot.width ?? 1420, height: shot.height ?? 860 });
  await page.addInitScript((t) => localStorage.setItem('pebble.theme', t), shot.theme ?? 'light');
  await page.goto(`${address}/${shot.hash}`);
  await page.getByTestId('status-strip').waitFor();
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, `${shot.name}.png`) });
  await page.close();
}
await context.close();
