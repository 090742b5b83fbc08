import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const DEBIAN = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
/** The browser that was named, else the system's, else the one Playwright has installed. */
const browser = process.env.PEBBLE_CHROMIUM ?? DEBIAN.find(existsSync);

/** Everything a spec needs is on this machine, so a desk that has not answered in this time will not. */
const PATIENCE_MS = 20_000;

export default defineConfig({
  testDir: '.',
  testMatch: ['specs/*.spec.ts', 'gallery/*.spec.ts'],
  // It stands in for the program that opens the browser, which has another name elsewhere.
  testIgnore: process.platform === 'linux' ? [] : ['**/provider.spec.ts'],
  outputDir: '../../test-results',
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: false,
  // Each spec file brings a desk of its own, with a mailbox to read: two at once fill two cores, and more would only
  // take each other's time.
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: PATIENCE_MS },
  reporter: process.env.CI ? [['list'], ['github']] : 'list',
  use: {
    actionTimeout: PATIENCE_MS,
    viewport: { width: 1420, height: 860 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    // No pictures: they are taken all the time and cost a fifth of it. What the page was is in the snapshots.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    launchOptions: {
      ...(browser === undefined ? {} : { executablePath: browser }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
