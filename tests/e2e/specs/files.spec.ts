import { readFileSync } from 'node:fs';
import { type App, expect, test } from '../app';

test.use({ deskOf: 'files' });

const FILTER = { owner_id: null, priority: null, query: null };
const TDS = {
  name: 'TDS Zinc oxide.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.7 zinc oxide'),
};

/** An enquiry of the board; each test takes another. */
async function enquiry(app: App, place: number): Promise<string> {
  const window = { column: 'pending_enquiry', offset: 0, limit: 50, filter: FILTER };
  const { cards } = await app.desk.call('board.window', window);
  return cards[place].id;
}

async function openFiles(app: App, id: string): Promise<void> {
  await app.open(`enquiry/${id}`);
  await app.page.getByRole('tab', { name: 'Files' }).click();
}

const row = (app: App, name: string) => app.page.getByTestId('file').filter({ hasText: name });

test('a file is chosen, attached, saved as it was, and removed', async ({ app }) => {
  const { page } = app;
  await openFiles(app, await enquiry(app, 0));
  await expect(page.getByText('No files yet')).toBeVisible();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).press('Enter');
  await (await choosing).setFiles(TDS);
  await expect(app.toast('TDS Zinc oxide.pdf is attached')).toBeVisible();
  await expect(row(app, TDS.name)).toContainText('19 B');

  await row(app, TDS.name).getByRole('button', { name: 'Save a copy' }).click();
  const saved = app.toast('TDS Zinc oxide.pdf is saved');
  await expect(saved).toBeVisible();
  const path = /\/\S.*TDS Zinc oxide\.pdf/
    .exec((await saved.textContent()) ?? '')?.[0]
    .replace(/^.* is saved/, '');
  expect(readFileSync(path ?? '')).toEqual(TDS.buffer);

  await row(app, TDS.name).getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No files yet')).toBeVisible();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByText('TDS Zinc oxide.pdf attached')).toBeVisible();
  await expect(page.getByText('TDS Zinc oxide.pdf removed')).toBeVisible();
});

test('files are dropped, large ones come over whole, and what cannot be attached is said', async ({
  app,
}) => {
  const { page } = app;
  const id = await enquiry(app, 1);
  await openFiles(app, id);
  const drop = (names: readonly string[], size: number) =>
    page.getByTestId('files').evaluate(
      (section, [all, length]) => {
        const transfer = new DataTransfer();
        for (const name of all) {
          const bytes = new Uint8Array(length).map((_, at) => (at * 31 + (at >> 8)) % 251);
          transfer.items.add(new File([bytes], name, { type: 'image/png' }));
        }
        for (const kind of ['dragover', 'drop']) {
          section.dispatchEvent(
            new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }),
          );
        }
      },
      [names, size] as const,
    );
  const size = (2 << 20) + 77;
  await drop(['drum.png', 'label.png'], size);
  await expect(app.toast('2 files are attached')).toBeVisible();
  await expect(page.getByTestId('file')).toHaveCount(2);
  const files = await app.desk.call('files.of_enquiry', id);
  const { path } = await app.desk.call('app.save_file', { id: files[0].file.id });
  const bytes = readFileSync(path);
  expect(bytes.length).toBe(size);
  expect(bytes.every((byte, at) => byte === (at * 31 + (at >> 8)) % 251)).toBe(true);

  await drop(['empty.png'], 0);
  await expect(app.toast('empty.png is empty')).toBeVisible();
  await expect(page.getByTestId('file')).toHaveCount(2);
});

test('a file that is dropped beside the section does not take the place of the app', async ({ app }) => {
  const { page } = app;
  await openFiles(app, await enquiry(app, 1));
  const isRefused = await page.getByTestId('mail-counts').evaluate((strip) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'x.html', { type: 'text/html' }));
    const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer });
    strip.dispatchEvent(event);
    return event.defaultPrevented;
  });
  expect(isRefused).toBe(true);
});

test('what goes out with a quotation is marked as sent and stays', async ({ app }) => {
  const { page } = app;
  const listed = await app.desk.call('masters.listed', null);
  const names = listed.map((product: { name: string }) => product.name);
  const window = { column: 'pending_enquiry', offset: 0, limit: 50, filter: FILTER };
  const { cards } = await app.desk.call('board.window', window);
  let id = '';
  for (const card of cards) {
    const { enquiry } = await app.desk.call('enquiries.detail', card.id);
    if (names.includes(enquiry.product) && enquiry.quantity) id = card.id;
  }
  await app.open(`enquiry/${id}`);
  await page.getByRole('tab', { name: 'Quotations' }).click();
  await page.getByRole('button', { name: 'New quotation' }).click();
  const quotation = page.getByTestId('quotation');
  await quotation.getByTestId('file-input').setInputFiles(TDS);
  await expect(quotation.getByTestId('file')).toContainText(TDS.name);
  await quotation.getByRole('button', { name: 'Approve' }).click();
  await quotation.getByRole('button', { name: 'Send for number' }).click();
  await expect(quotation.getByTestId('file')).toContainText('Sent');
  await expect(quotation.getByTestId('file').getByRole('button', { name: 'Remove' })).toHaveCount(0);
  await expect(quotation.getByRole('button', { name: 'Attach files' })).toHaveCount(0);
  await page.getByRole('tab', { name: 'Files' }).click();
  await expect(row(app, TDS.name)).toContainText('Sent');
});
