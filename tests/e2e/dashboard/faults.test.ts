import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from './startDashboard.ts';

describe.skipIf(isMissing('chromium'))('the faults', () => {
  let dashboard: Dashboard;
  let page: Page;
  beforeAll(async () => {
    dashboard = await startDashboard();
  });
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    await dashboard.emulator.control.faults.clear();
    page = await dashboard.open('faults');
    await page.getByText('No rules', { exact: true }).waitFor();
  });
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });
  const rules = () => dashboard.emulator.control.faults.list();
  const cards = () => page.locator('.rule');
  const badge = (text: string) => page.locator('.status-badges').getByText(text).waitFor();
  async function statusOf(method: string): Promise<number> {
    const { endpoint, apiKey } = dashboard.emulator;
    const { status } = await fetch(`${endpoint}/api/v1/offices`, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      ...(method === 'POST' && { body: '{"name":"acme"}' }),
    });
    return status;
  }

  test('default: adds a rule that makes requests fail, counts them, and removes it; a badge shows on all pages', async () => {
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Status').fill('429');
    await page.getByLabel('Retry-After, in seconds').fill('7');
    await page.getByLabel('Operation', { exact: true }).fill('offices.list');
    await page.getByLabel('Every nth request').fill('2');
    await page.getByRole('button', { name: 'Add rule' }).click();
    await cards().getByText('Refuse with 429; Retry-After 7 s').waitFor();
    await badge('1 fault rule');
    expect(await rules()).toMatchObject([
      { fault: { status: 429, retryAfter: 7 }, operation: 'offices.list', nth: { every: 2 } },
    ]);
    expect([await statusOf('GET'), await statusOf('GET'), await statusOf('POST')]).toEqual([200, 429, 200]);
    await expect.poll(() => page.locator('.counts').textContent()).toBe('Matched2Applied1');
    await page.getByRole('link', { name: 'Clock' }).click();
    await badge('1 fault rule');
    await page.goBack();
    await page.getByRole('button', { name: /^Copy rule/ }).click();
    expect(await page.getByLabel('Status').inputValue()).toBe('429');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: /^Remove rule/ }).click();
    await page.getByText('No rules', { exact: true }).waitFor();
    expect(await statusOf('GET')).toBe(200);
  });

  test('behavior: each preset works as its name says', async () => {
    const presets = page.getByRole('region', { name: 'Presets' }).getByRole('button');
    const count = await presets.count();
    expect(count).toBeGreaterThan(4);
    for (let index = 0; index < count; index++) {
      await presets.nth(index).click();
      await expect.poll(async () => (await rules()).length).toBe(index + 1);
    }
    await badge(`${count} fault rules`);
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.getByText('No rules', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Every third POST fails' }).click();
    await cards().waitFor();
    const statuses: number[] = [];
    for (const method of ['POST', 'GET', 'POST', 'GET', 'POST', 'POST'])
      statuses.push(await statusOf(method));
    expect(statuses).toEqual([200, 200, 200, 200, 503, 200]);
  });

  test('behavior: operations are completed', async () => {
    await page.getByRole('button', { name: 'New rule' }).click();
    const list = await page.getByLabel('Operation', { exact: true }).getAttribute('list');
    await expect
      .poll(() =>
        page
          .locator(`[id="${list}"] option`)
          .evaluateAll((all) => all.map((one) => Reflect.get(one, 'value'))),
      )
      .toEqual(expect.arrayContaining(['tasks.create', 'tasks.*', 'messages.stream']));
  });

  test('behavior: by the keyboard alone; another window follows; a wrong rule is explained', async () => {
    const other = await dashboard.open('clock', { context: page.context() });
    await page.bringToFront();
    await page.getByRole('button', { name: 'New rule' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Operation', { exact: true }).focus();
    await page.keyboard.type('tasks.creat');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'tasks.creat' }).waitFor();
    await dashboard.expectComplaint('400 (Bad Request)');
    await page.getByLabel('Operation', { exact: true }).focus();
    await page.keyboard.press('End');
    await page.keyboard.type('e');
    await page.keyboard.press('Enter');
    await cards().getByText('of tasks.create').waitFor();
    await other.bringToFront();
    await other.locator('.status-badges').getByText('1 fault rule').waitFor();
    await dashboard.emulator.control.faults.clear();
    await other.locator('.status-badges').getByText('1 fault rule').waitFor({ state: 'detached' });
  });
});
