import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const DEBIAN = '/usr/bin/chromium';
/** The browser that was named, else the system's, else the one Playwright has installed. */
const browser = process.env.PEBBLE_CHROMIUM ?? (existsSync(DEBIAN) ? DEBIAN : undefined);

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
  // Each spec file brings a desk of its own, with a mailbox to read: more at once only take each other's time.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: PATIENCE_MS },
  reporter: process.env.CI ? [['list'], ['github']] : 'list',
  use: {
    actionTimeout: PATIENCE_MS,
    viewport: { width: 1420, height: 860 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    trace: 'retain-on-failure',
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
