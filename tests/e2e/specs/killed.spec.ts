import { expect, test } from '@playwright/test';
import { Desk } from '../desk';

const SETTLE_MS = 120_000;

/** The keys of the cards of a column, from the top. */
async function cards(desk: Desk, column: string): Promise<string[]> {
  const window = { column, offset: 0, limit: 200, filter: {} };
  return (await desk.call('board.window', window)).cards.map(({ id }: { id: string }) => id);
}

test('a power cut while a card is dragged leaves it where it was, and the rep on the board', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const first = await Desk.start();
  await expect.poll(() => first.isSettled(), { timeout: SETTLE_MS }).toBe(true);
  await page.goto(first.url);
  await expect(page.getByTestId('mail-counts')).toBeVisible();
  await page.keyboard.press('Control+2');
  const [id] = await cards(first, 'pending_enquiry');
  const card = page.getByTestId('column-pending_enquiry').locator(`[data-card="${id}"]`);
  const box = await card.boundingBox();
  if (!box) throw new Error('the card is not in sight');
  await page.mouse.move(box.x + 40, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 340, box.y + 60, { steps: 8 });
  await expect(page.getByTestId('board')).toHaveAttribute('data-moving', '');

  const second = await first.cut();
  await page.goto(second.url);
  await expect(page.getByRole('heading', { name: 'Board', level: 1 })).toBeVisible();
  await expect(card).toBeVisible();
  expect(await cards(second, 'pending_enquiry')).toContain(id);
  await page.mouse.up();
  await second.stop();
});

test('a power cut while the mailbox is read for the first time loses no mail and keeps none twice', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const first = await Desk.start();
  await page.goto(`${first.url}/#/inbox`);
  const read = async (desk: Desk): Promise<number> => (await desk.call('app.status', {})).counts.total;
  await expect.poll(() => read(first), { timeout: SETTLE_MS, intervals: [20] }).toBeGreaterThan(100);
  const second = await first.cut();
  const before = await read(second);
  expect(before, 'it was cut in the middle').toBeLessThan(600);
  expect(before, 'what was kept is kept').toBeGreaterThan(100);

  await page.goto(second.url);
  await expect(page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible();
  await expect.poll(() => second.isSettled(), { timeout: SETTLE_MS }).toBe(true);
  // What came in meanwhile is read as well: then there is as much here as in the mailbox.
  await expect
    .poll(async () => {
      const { counts, sync } = await second.call('app.status', {});
      return counts.total - sync.total;
    })
    .toBe(0);
  await second.stop();
});
