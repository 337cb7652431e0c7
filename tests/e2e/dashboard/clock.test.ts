import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from './startDashboard.ts';

const HOUR = 3_600_000;

describe.skipIf(isMissing('chromium'))('the clock', () => {
  let dashboard: Dashboard;
  let page: Page;
  beforeAll(async () => {
    dashboard = await startDashboard();
  });
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    page = await dashboard.open('clock');
    await page.getByText('Real time', { exact: true }).waitFor();
  });
  afterEach(async () => {
    await dashboard.closePages();
    await dashboard.emulator.control.clock.reset();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });
  const clock = () => dashboard.emulator.control.clock.get();
  const badge = () => page.locator('.status-badges').getByRole('link');
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  test('default: advances, freezes, runs faster, and returns to real time; a badge says so on all pages', async () => {
    expect(await badge().count()).toBe(0);
    await press('+ 1 hour');
    await badge().getByText('Time is 1 h ahead').waitFor();
    expect((await clock()).offsetMs).toBeGreaterThanOrEqual(HOUR - 1_000);
    await press('Freeze');
    await badge().getByText('Time is frozen').waitFor();
    expect((await clock()).rate).toBe(0);
    const { now } = await clock();
    await page.getByLabel('By', { exact: true }).fill('2');
    await page.getByLabel('Unit').selectOption('days');
    await press('Advance');
    await expect.poll(async () => (await clock()).now).toBe(now + 48 * HOUR);
    await page.getByRole('link', { name: 'API' }).click();
    await badge().click();
    await press('60×');
    await badge().getByText('Time runs at 60×').waitFor();
    await press('Back to real time');
    await page.getByText('Real time', { exact: true }).waitFor();
    expect(await clock()).toMatchObject({ rate: 1, offsetMs: 0 });
    await badge().waitFor({ state: 'detached' });
  });

  test('behavior: the keyboard alone sets a time; typed text stays while the clock is read again', async () => {
    await page.getByLabel('Times real time').fill('7');
    const read = page.waitForResponse((response) => response.url().endsWith('/clock.get'));
    await read;
    expect(await page.getByLabel('Times real time').inputValue()).toBe('7');
    await page.getByLabel('Date').focus();
    await page.keyboard.type('02292028');
    await page.keyboard.press('Enter');
    await badge().getByText('ahead').waitFor();
    // The clock is ahead from the first step on, and goes on until it is there.
    await expect.poll(async () => new Date((await clock()).now).toISOString()).toMatch(/^2028-02-29T12:00/);
  });

  test('behavior: a change in one window, or by another program, shows in the other window', async () => {
    const other = await dashboard.open('reference', { context: page.context() });
    await press('Freeze');
    await other.locator('.status-badges').getByText('Time is frozen').waitFor();
    await dashboard.emulator.control.clock.reset();
    await page.getByText('Real time', { exact: true }).waitFor();
  });
});
