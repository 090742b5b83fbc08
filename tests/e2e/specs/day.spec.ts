import type { Locator } from '@playwright/test';
import { type App, expect, test } from '../app';

test.use({ deskOf: 'day' });

const MAILS = 40;
const CALLS = 20;
const CARDS = 10;
const UNDONE = 5;
/** What needs no enquiry to be accepted. */
const TOLD = ['newsletter_marketing', 'supplier_pitch', 'fake_enquiry'];
/** What is done with the other mails that wait, in turn. */
const TRIAGE = ['e', 't', '!'] as const;

interface Row {
  id: string;
  intent: string;
  disposition: string;
  is_corrected: boolean;
  snoozed_until: string | null;
}

const chosenMail = (app: App) => /inbox\/unclassified\/([^/?]+)/.exec(app.page.url())?.[1] ?? '';
const stateOf = async (app: App, id: string): Promise<Row> =>
  (await app.desk.call('email.detail', { id })).row;
const sent = async (app: App): Promise<number> => {
  const list = { folder: 'sent', query: null, is_grouped: false, offset: 0, limit: 1 };
  return (await app.desk.call('email.list', list)).total;
};

/** Twenty follow-ups that are due. */
async function remind(app: App): Promise<void> {
  const window = { column: 'pending_enquiry', offset: 0, limit: CALLS, filter: {} };
  const { cards } = await app.desk.call('board.window', window);
  const { now } = await app.desk.call('app.status', {});
  for (let at = 0; at < CALLS; at += 1) {
    const enquiry_id = cards[at % cards.length].id;
    await app.desk.call('followups.remind', { enquiry_id, title: `Ring ${at + 1}`, due_at: now });
  }
}

async function triage(app: App): Promise<Map<string, string>> {
  const { page } = app;
  const done = new Map<string, string>();
  for (let at = 0; at < MAILS; at += 1) {
    await expect(page.getByRole('option', { selected: true })).toHaveCount(1);
    await expect(page.getByTestId('mail-side')).toBeVisible();
    const id = chosenMail(app);
    const { intent } = await stateOf(app, id);
    const key = TOLD.includes(intent) ? 'a' : (TRIAGE[at % TRIAGE.length] ?? 'e');
    await page.keyboard.press(key);
    if (key === 't') await page.keyboard.press('2');
    await expect(page).not.toHaveURL(new RegExp(id));
    done.set(id, key);
  }
  return done;
}

/** Picks a command from the palette by its name. */
async function command(app: App, name: string): Promise<void> {
  const { page } = app;
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(name);
  await expect(page.getByRole('option').first()).toContainText(name);
  await page.keyboard.press('Enter');
}

async function logCalls(app: App): Promise<void> {
  const { page } = app;
  for (let at = 0; at < CALLS; at += 1) {
    await page.keyboard.press('c');
    const form = page.getByTestId('call');
    await expect(form.locator(':focus')).toHaveCount(1);
    await page.keyboard.press('4');
    await expect(form.getByRole('radio', { name: /No answer/ })).toBeChecked();
    await page.keyboard.type(`Rang, nobody there (${at + 1})`);
    await page.keyboard.press('Control+Enter');
    await expect(form).toHaveCount(0);
    await page.keyboard.press('ArrowDown');
  }
}

/** The next day that is typed alike whether its field begins with the day or with the month. */
function typedAlike(): string {
  const day = new Date(Date.now() + 86_400_000);
  while (day.getUTCDate() !== day.getUTCMonth() + 1) day.setUTCDate(day.getUTCDate() + 1);
  const part = String(day.getUTCDate()).padStart(2, '0');
  return `${part}${part}${day.getUTCFullYear()}`;
}

async function moveCards(app: App): Promise<string[]> {
  const { page } = app;
  const moved: string[] = [];
  for (let at = 0; at < CARDS; at += 1) {
    const card = page.locator('[data-card]:focus');
    await expect(card).toHaveCount(1);
    const id = (await card.getAttribute('data-card')) ?? '';
    await page.keyboard.press('m');
    const stage = page.getByRole('menuitem', { name: 'Long pendency' });
    await expect(stage).toBeVisible();
    await page.keyboard.type('Long');
    await expect(stage).toBeFocused();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Move to Long pendency' });
    await expect(dialog.getByLabel('Look at it again on')).toBeFocused();
    await page.keyboard.type(typedAlike());
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    moved.push(id);
    await page.keyboard.press('ArrowDown');
    await expect(card).not.toHaveAttribute('data-card', id);
  }
  return moved;
}

/** Writes a mail: a reply begins in its text, everything else at whom it goes to. */
async function write(app: App, open: string, text: string): Promise<void> {
  const { page } = app;
  await page.keyboard.press(open);
  const message = page.getByTestId('composer').getByRole('textbox', { name: 'Message' });
  if (open === 'Control+r') {
    await expect(message).toBeFocused();
  } else {
    await expect(page.getByRole('combobox', { name: 'To', exact: true })).toBeFocused();
    await page.keyboard.type('purchase@sundaramcoatings.example');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('person')).toHaveCount(1);
    await tabTo(page.getByRole('textbox', { name: 'Subject' }));
    if (open === 'Control+n') await page.keyboard.type('Dispatch on Monday');
    await tabTo(message);
  }
  await page.keyboard.type(text);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('composer')).toHaveCount(0);
}

/** Presses Tab until a part of the form has the focus. */
async function tabTo(part: Locator): Promise<void> {
  await expect(part).toBeVisible();
  const isThere = () => part.evaluate((element) => element === document.activeElement);
  for (let pressed = 0; pressed < 8 && !(await isThere()); pressed += 1)
    await part.page().keyboard.press('Tab');
  await expect(part).toBeFocused();
}

test('a whole day is played by the keyboard alone', async ({ app }) => {
  test.setTimeout(300_000);
  const { page } = app;
  await app.desk.call('email.set_writing', { signature: '', undo_seconds: 0 });
  await remind(app);
  await app.open('today');

  await test.step('forty mails are triaged', async () => {
    await command(app, 'Go to Unclassified mail');
    for (const [id, key] of await triage(app)) {
      const { disposition, is_corrected, snoozed_until } = await stateOf(app, id);
      if (key === 'a') expect(is_corrected).toBe(true);
      if (key === 'e') expect(disposition).toBe('archived');
      if (key === '!') expect(disposition).toBe('junk');
      if (key === 't') expect(snoozed_until).not.toBeNull();
    }
  });

  await test.step('twenty calls are logged', async () => {
    await page.keyboard.press('Control+4');
    await expect(page.getByTestId('outcome')).toBeVisible();
    await logCalls(app);
    await expect(page.getByText(`${CALLS} calls`)).toBeVisible();
  });

  await test.step('three mails are written', async () => {
    const before = await sent(app);
    await command(app, 'Go to Linked mail');
    await expect(page.getByTestId('mail-side')).toBeVisible();
    await write(app, 'Control+r', 'The lot leaves on Monday.');
    await write(app, 'Control+f', 'Please see below.');
    await write(app, 'Control+n', 'The lot leaves on Monday.');
    await page.keyboard.press('F9');
    await expect.poll(() => sent(app)).toBe(before + 3);
  });

  let moved: string[] = [];
  const stages = async () =>
    Promise.all(moved.map(async (id) => (await app.desk.call('enquiries.detail', id)).enquiry.stage));
  await test.step('ten cards are moved', async () => {
    await page.keyboard.press('Control+2');
    await expect(page.getByTestId('card').first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    moved = await moveCards(app);
    expect(new Set(await stages())).toEqual(new Set(['long_pendency']));
  });

  await test.step('five are undone', async () => {
    for (let at = 0; at < UNDONE; at += 1) {
      await page.keyboard.press('Control+z');
      await expect
        .poll(async () => (await stages()).filter((stage) => stage !== 'long_pendency').length)
        .toBe(at + 1);
    }
  });
});
