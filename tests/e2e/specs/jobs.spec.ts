import { expect, test } from '@playwright/test';
import { Desk } from '../desk';

test('reading the mailbox is a job with its progress, and can be stopped and gone on with', async ({
  page,
}) => {
  // The whole mailbox is read, on a machine that may be busy.
  test.setTimeout(240_000);
  const desk = await Desk.start();
  await page.goto(desk.url);
  const jobs = page.getByTestId('jobs');
  await expect(jobs).toHaveText('1 running', { timeout: 60_000 });
  await jobs.press('Enter');
  const job = page.getByTestId('job');
  await expect(job).toContainText('Reading mail');
  await expect(job).toContainText(/of \d+ mails/);
  await expect(job.getByRole('progressbar', { name: 'Reading mail' })).toBeVisible();
  await job.getByRole('button', { name: 'Stop: Reading mail' }).press('Enter');
  await expect(page.getByTestId('toast')).toContainText('Stopped');
  await expect(page.getByText('Nothing is running.')).toBeVisible();
  const { counts, sync } = await desk.call('app.status', {});
  expect(sync.state).toBe('idle');
  expect(counts.pending + sync.total - counts.total, 'there is something left to read').toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(jobs).toHaveCount(0);
  await page.keyboard.press('F9');
  await expect.poll(() => desk.isSettled(), { timeout: 120_000 }).toBe(true);
  await desk.stop();
});
