import { test as base, expect, type Page } from '@playwright/test';
import { Desk } from './desk';

/** Reading the whole demo mailbox on a busy machine. */
const SETTLE_MS = 120_000;

/** The app in a browser, as a person meets it. */
export class App {
  readonly page: Page;
  readonly desk: Desk;

  constructor(page: Page, desk: Desk) {
    this.page = page;
    this.desk = desk;
  }

  /** Goes to a place in the app, `inbox/linked`, and waits until its frame is drawn. */
  async open(place: string): Promise<void> {
    await this.page.goto(`${this.desk.url}/#/${place}`);
    await expect(this.page.getByTestId('mail-counts')).toBeVisible();
  }

  /** The same place after the window has been closed and opened again. */
  async reload(): Promise<void> {
    await this.page.reload();
    await expect(this.page.getByTestId('mail-counts')).toBeVisible();
  }

  toast(title: string | RegExp) {
    return this.page.getByTestId('toast').filter({ hasText: title });
  }
}

interface Fixtures {
  app: App;
}

interface PerFile {
  /** Says whose desk it is: another name is another desk. */
  deskOf: string;
  desk: Desk;
}

/** A test with a desk that the tests of its file share; no other file's tests have touched it. */
export const test = base.extend<Fixtures, PerFile>({
  deskOf: ['', { option: true, scope: 'worker' }],
  desk: [
    async ({ deskOf }, use) => {
      if (deskOf === '') throw new Error('say test.use({ deskOf: … }) at the top of the file');
      const desk = await Desk.start();
      await expect.poll(() => desk.isSettled(), { timeout: SETTLE_MS }).toBe(true);
      await use(desk);
      await desk.stop();
    },
    { scope: 'worker', timeout: SETTLE_MS },
  ],
  app: async ({ page, desk }, use) => {
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    await use(new App(page, desk));
    expect(broken, 'nothing breaks in the page').toEqual([]);
  },
});

export { expect };
