import { readFileSync, writeFileSync } from 'node:fs';
import { join as at } from 'node:path';
import { type Browser, test as base, expect, type Page } from '@playwright/test';
import { violations } from '../axe';
import { Desk } from '../desk';
import { Office } from '../office';

interface Team {
  office: Office;
  first: Desk;
  second: Desk;
}

/** An office, and two desks that have not joined it. */
const test = base.extend<{ team: Team }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first argument's pattern
  team: async ({}, use) => {
    const office = new Office();
    await office.open();
    const [first, second] = await Promise.all([
      Desk.start(undefined, '--demo-director'),
      Desk.start(undefined, '--demo-director'),
    ]);
    for (const desk of [first, second]) {
      await expect.poll(async () => (await desk.call('app.status', {})).sign_in.state).toBe('signed_in');
    }
    const team = { office, first, second };
    await use(team);
    await team.first.stop();
    await team.second.stop();
    await office.close();
  },
});

/** A window on a desk, in which axe may run. */
async function window(browser: Browser, desk: Desk, place: string): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${desk.url}/#/${place}`);
  await expect(page.getByTestId('mail-counts')).toBeVisible();
  return page;
}

/** Joins with the keyboard alone: a pairing text that is pasted into the first field fills both. */
async function join(page: Page, office: Office): Promise<void> {
  const address = page.getByLabel('Address of the server');
  await address.focus();
  await page.evaluate((text) => {
    const pasted = new DataTransfer();
    pasted.setData('text', text);
    const paste = new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(paste);
  }, `${office.url} ${office.invitation()}`);
  await expect(address).toHaveValue(office.url);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('toast')).toContainText('This desk has joined your office');
  await expect(page.getByTestId('office')).toContainText('Everything has arrived');
}

const isInStep = (page: Page) =>
  expect(page.getByTestId('office-badge')).toHaveText('In step with the office');

async function openedOn(desk: Desk, title: string): Promise<string> {
  const company = await desk.call('masters.add_company', { name: 'Nirmal Paints', domain: null, city: null });
  return desk.call('enquiries.open', { company_id: company, contact_id: null, title, priority: null });
}

test('a desk joins by keyboard, and a card that it makes appears on the other without a reload', async ({
  browser,
  team,
}) => {
  const first = await window(browser, team.first, 'settings/office');
  await expect(first.getByTestId('office-badge')).toHaveCount(0);
  expect(await violations(first)).toEqual([]);
  await join(first, team.office);
  expect(await violations(first)).toEqual([]);
  const second = await window(browser, team.second, 'settings/office');
  await join(second, team.office);
  // The second may not make herself a director: whoever comes first sets the office up.
  const fallen = second.getByTestId('fallen');
  await expect(fallen).toContainText('Only a director may give a role.');
  await expect(second.getByTestId('office-badge')).toHaveText('1 change did not stand');
  expect(await violations(second)).toEqual([]);
  await fallen.getByRole('button', { name: 'Discard' }).click();
  await second.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(fallen).toHaveCount(0);
  await isInStep(second);

  await first.goto(`${team.first.url}/#/board`);
  await openedOn(team.second, 'Zinc oxide for primer');
  await expect(first.getByTestId('card').filter({ hasText: 'Zinc oxide for primer' })).toBeVisible();
});

test('work waits while the server is away, says so, and arrives when it is back', async ({
  browser,
  team,
}) => {
  const page = await window(browser, team.first, 'settings/office');
  await join(page, team.office);
  await team.office.goAway();
  await openedOn(team.first, 'Opened in the train');
  await expect(page.getByTestId('office-badge')).toHaveText('Office offline · 2 changes wait');
  const waiting = page.getByTestId('waiting');
  await expect(waiting).toContainText('Opened the enquiry “Opened in the train”');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export unsent work' }).click();
  expect((await download).suggestedFilename()).toMatch(/^unsent-work-\d+\.jsonl$/);
  await team.office.open();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await isInStep(page);
  await expect(waiting).toContainText('Nothing waits');
});

test('a price that the office is asked for says that it waits, and holds once the office has set it', async ({
  browser,
  team,
}) => {
  await joined(team.first, team.office);
  await team.first.call('masters.add_product', { name: 'Toluene', unit: 'kg', list_price_minor: 9_000 });
  const page = await window(browser, team.first, 'settings/prices');
  const toluene = page.getByRole('row').filter({ hasText: 'Toluene' });
  await expect(toluene).toContainText('₹90 per kg');
  await team.office.goAway();
  await toluene.getByRole('button', { name: 'Set price' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Price per').fill('95');
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Holds from').fill(day);
  await dialog.getByRole('button', { name: 'Set price' }).click();
  await expect(toluene).toContainText('waits for the office');
  await expect(toluene).toContainText('₹95 from');
  expect(await violations(page)).toEqual([]);
  await team.office.open();
  await team.first.call('app.meet_office', {});
  await expect(toluene).not.toContainText('waits for the office');
});

test('a file that is attached on one desk is saved from the other, and says while the office lacks it', async ({
  browser,
  team,
}) => {
  await joined(team.first, team.office);
  await joined(team.second, team.office);
  const id = await openedOn(team.second, 'With a data sheet');
  const page = await window(browser, team.second, `enquiry/${id}`);
  await page.getByRole('tab', { name: 'Files' }).click();
  await team.office.goAway();
  const buffer = Buffer.alloc((1 << 20) + 9, 'zinc oxide ');
  await page
    .getByTestId('file-input')
    .setInputFiles({ name: 'TDS.pdf', mimeType: 'application/pdf', buffer });
  await expect(page.getByTestId('file')).toContainText('Not at the office yet');
  await team.office.open();
  await team.second.call('app.meet_office', {});
  await expect(page.getByTestId('file')).not.toContainText('Not at the office yet');

  const other = await window(browser, team.first, `enquiry/${id}`);
  await other.getByRole('tab', { name: 'Files' }).click();
  await other.getByRole('button', { name: 'Save a copy of TDS.pdf' }).click();
  await expect(other.getByTestId('toast')).toContainText('TDS.pdf is saved');
  const { path } = await team.first.call('app.save_file', {
    id: (await team.first.call('files.of_enquiry', id))[0].file.id,
  });
  expect(readFileSync(path).equals(buffer)).toBe(true);
});

test('a desk that was away for too long locks, says why and what waits, and opens when it is signed in again', async ({
  browser,
  team,
}) => {
  await joined(team.first, team.office);
  await team.office.goAway();
  await openedOn(team.first, 'Opened at sea');
  await team.first.end('SIGINT');
  // Twenty days pass.
  const note = at(team.first.folder, 'office-lease.json');
  const kept = JSON.parse(readFileSync(note, 'utf8'));
  writeFileSync(note, JSON.stringify({ ...kept, heard_at: kept.heard_at - 20 * 24 * 3_600_000 }));
  team.first = await Desk.start(team.first.folder, '--demo-director');
  await expect(team.first.call('board.columns', {})).rejects.toThrow('locked');

  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${team.first.url}/#/board`);
  const locked = page.getByTestId('locked');
  await expect(locked.getByRole('heading', { level: 1 })).toHaveText('This desk is locked');
  await expect(locked).toContainText('It has not heard from your office since');
  await expect(locked.getByTestId('waiting')).toContainText('Opened the enquiry “Opened at sea”');
  await expect(locked.getByRole('button', { name: 'Export unsent work' })).toBeVisible();
  await expect(locked.getByLabel('Address of the server')).toHaveValue(`${team.office.url}/`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  }
  await team.office.open();
  // A demo forgets its sign-in with its program: the person signs in again.
  const { person } = JSON.parse(readFileSync(at(team.first.folder, 'office.json'), 'utf8'));
  await locked.getByLabel('Invitation').fill(team.office.invitation(person));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('card').filter({ hasText: 'Opened at sea' })).toBeVisible();
  await isInStep(page);
});

test('an invitation that does not fit is said where it was given, and the desk stays as it was', async ({
  browser,
  team,
}) => {
  const page = await window(browser, team.first, 'settings/office');
  await page.getByLabel('Address of the server').fill('http://crm.example.com');
  await page.getByLabel('Invitation').fill('x');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('must be encrypted: use https');
  await page.getByLabel('Address of the server').fill(team.office.url);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('ask for another');
  await expect(page.getByTestId('office-badge')).toHaveCount(0);
});

/** Joins without a window. */
async function joined(desk: Desk, office: Office): Promise<void> {
  await desk.call('app.join_office', {
    address: office.url,
    proof: { by: 'invitation', invitation: office.invitation() },
  });
  await expect.poll(async () => (await desk.call('app.office', {})).state).toBe('fine');
}

const moveTo = (desk: Desk, id: string, to: string, fields: object) =>
  desk.call('enquiries.advance', { id, from: 'pending_enquiry', to, before: null, after: null, fields });

test('of two moves of one card made offline one is refused, can be read in every dress, and is discarded', async ({
  browser,
  team,
}) => {
  await joined(team.first, team.office);
  await joined(team.second, team.office);
  const id = await openedOn(team.second, 'Moved by two');
  const board = await window(browser, team.first, 'board');
  await expect(board.getByTestId('card').filter({ hasText: 'Moved by two' })).toBeVisible();
  const unread = async (desk: Desk) => (await desk.call('app.office', {})).unread;
  const other = await window(browser, team.second, 'board');
  await expect(other.getByTestId('office-badge')).toHaveText('1 change did not stand');
  const before = [await unread(team.first), await unread(team.second)];

  await team.office.goAway();
  await moveTo(team.first, id, 'make_quote', { product: 'Zinc oxide', quantity: '5' });
  await moveTo(team.second, id, 'make_quote', { product: 'Zinc oxide', quantity: '7' });
  await expect(board.getByTestId('office-badge')).toHaveText('Office offline · 1 change waits');
  const all = '1 change did not stand · Office offline · 1 change waits';
  await expect(other.getByTestId('office-badge')).toHaveText(all);
  await team.office.open();
  await team.first.call('app.meet_office', {});
  await team.second.call('app.meet_office', {});

  // Whichever arrives second is refused.
  const refusedOn = async () => {
    const now = [await unread(team.first), await unread(team.second)];
    return now.flatMap((n, at) => (n > (before[at] ?? 0) ? [at] : []));
  };
  await expect.poll(async () => (await refusedOn()).length).toBe(1);
  const loser = (await refusedOn())[0] === 0 ? team.first : team.second;
  const page = await window(browser, loser, 'board');
  await expect(page.getByTestId('office-badge')).toContainText('did not stand');
  await page.getByTestId('office-badge').press('Enter');
  const move = page.getByTestId('fallen').getByRole('listitem').filter({ hasText: 'Make quote' });
  await expect(move).toHaveCount(1);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // A window of 1420 × 860 at 200 % has half as many pixels each way.
    for (const size of [
      { width: 1420, height: 860 },
      { width: 710, height: 430 },
    ]) {
      await page.setViewportSize(size);
      expect(await violations(page)).toEqual([]);
      const spills = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
      expect(await page.evaluate(spills), 'nothing sticks out sideways').toBe(false);
    }
  }
  await move.getByRole('button', { name: 'Discard' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Discard' }).press('Enter');
  await expect(move).toHaveCount(0);
});
