import { isMissing } from '@mitosislabs/tooling/programs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sendAtOnce } from './sendAtOnce.ts';
import { type Dashboard, startDashboard } from './startDashboard.ts';

const COUNT = 10_000;
/** The most elements of a list in the document: only those that are visible, and some beyond. */
const SHOWN = 120;

describe.skipIf(isMissing('chromium'))('10,000 tasks, messages, files, credits and requests', () => {
  let dashboard: Dashboard;
  let id: string;
  beforeAll(async () => {
    dashboard = await startDashboard({ brain: 'none' });
    const numbers = Array.from({ length: COUNT }, (_, index) => index);
    const seeded = await dashboard.emulator.control.seed({
      offices: [
        {
          name: 'acme',
          agents: [{ name: 'aria' }],
          tasks: numbers.map((index) => ({ title: `Task ${index}` })),
          messages: numbers.map((index) => ({ from: 'aria', to: 'user', text: `Message ${index}` })),
          files: Object.fromEntries(numbers.map((index) => [`file-${String(index).padStart(5, '0')}`, ''])),
        },
      ],
    });
    id = seeded.offices['acme']?.id ?? '';
    // Each is an entry of the ledger and a line of the log.
    const lines = numbers.map(() => `POST /api/v1/offices/${id}/credits`);
    const add = (index: number) => ({ amount: 1, reason: `Entry ${index}` });
    expect(await sendAtOnce(dashboard.emulator, lines, add)).toEqual({ 200: COUNT });
  });
  afterAll(() => dashboard?.close());
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });

  const list = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  /** Scrolls through a list with the keyboard, to its end and back, while few of its items are in the document. */
  async function expectToScroll(scroller: Locator, key: 'End' | 'Home', text: string): Promise<void> {
    await scroller.focus();
    await scroller.press(key);
    await scroller.getByText(text, { exact: true }).waitFor();
    expect(await scroller.getByRole('listitem').count()).toBeLessThan(SHOWN);
  }

  /** The height of all items of a list, in CSS pixels. */
  function heightOf(scroller: Locator): Promise<number> {
    return scroller.getByRole('list').evaluate((items) => items.getBoundingClientRect().height);
  }

  test('behavior: tasks scroll, and are counted and found', async () => {
    const page = await dashboard.open(`offices/${id}/tasks`);
    const queued = list(page, 'queued tasks');
    await queued.getByText('Task 0', { exact: true }).waitFor();
    const size = () => queued.getByRole('listitem').first().getAttribute('aria-setsize');
    await expect.poll(size).toBe(String(COUNT));
    await expectToScroll(queued, 'End', 'Task 9999');
    await expectToScroll(queued, 'Home', 'Task 0');
    await page.getByLabel('Filter tasks').fill('task 7777');
    await queued.getByText('Task 7777', { exact: true }).waitFor();
    await expect.poll(() => queued.getByRole('listitem').count()).toBe(1);
  });

  test('behavior: messages begin at the latest, scroll, and can all be loaded', async () => {
    const page = await dashboard.open(`offices/${id}/agents/aria`);
    const messages = list(page, 'Messages');
    await messages.getByText('Message 9999', { exact: true }).waitFor();
    const earlier = page.getByRole('button', { name: 'Load earlier messages' });
    const loaded = () => messages.getByRole('listitem').first().getAttribute('aria-setsize');
    for (let count = 2_000; count <= COUNT; count += 1_000) {
      await earlier.click();
      await expect.poll(loaded).toBe(String(count));
    }
    await expectToScroll(messages, 'Home', 'Message 0');
    await expectToScroll(messages, 'End', 'Message 9999');
  });

  test('behavior: files scroll', async () => {
    const page = await dashboard.open(`offices/${id}/files`);
    const files = list(page, 'All files');
    await files.getByText('file-00000', { exact: true }).waitFor();
    await expectToScroll(files, 'End', 'file-09999');
    // Rows as high as the list expects: otherwise each new one moves all others, and is laid out twice.
    expect(await heightOf(files)).toBe(COUNT * 40);
  });

  test('behavior: the ledger scrolls, and can all be loaded', async () => {
    const page = await dashboard.open(`offices/${id}/credits`);
    const ledger = list(page, 'Ledger');
    const loaded = () => ledger.getByRole('listitem').first().getAttribute('aria-setsize');
    const earlier = page.getByRole('button', { name: 'Load earlier entries' });
    for (let count = 1_000; count < COUNT; count += 1_000) {
      await expect.poll(loaded).toBe(String(count));
      await earlier.click();
    }
    await expect.poll(loaded).toBe(String(COUNT));
    for (const key of ['End', 'Home'] as const) {
      await ledger.focus();
      await ledger.press(key);
      await ledger.locator(`[aria-posinset="${key === 'End' ? COUNT : 1}"]`).waitFor();
      expect(await ledger.getByRole('listitem').count()).toBeLessThan(SHOWN);
    }
    expect(await heightOf(ledger)).toBe(COUNT * 38);
  });

  test('behavior: the log of requests scrolls', async () => {
    const page = await dashboard.open('requests');
    const log = page.getByRole('grid', { name: 'Requests, newest first' });
    const rows = log.locator('.log-rows .log-row');
    await page.getByText(`${COUNT.toLocaleString('en')} requests`).waitFor();
    for (const key of ['End', 'Home'] as const) {
      await log.focus();
      await log.press(key);
      const index = key === 'End' ? COUNT + 1 : 2;
      await log.locator(`[aria-rowindex="${index}"]`).waitFor();
      expect(await rows.count()).toBeLessThan(SHOWN);
    }
  });
});
