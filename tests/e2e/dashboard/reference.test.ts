import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { operationCount } from './operationCount.ts';
import { type Dashboard, startDashboard } from './startDashboard.ts';

describe.skipIf(isMissing('chromium'))('the API reference', () => {
  let dashboard: Dashboard;
  let page: Page;
  let officeId: string;
  beforeAll(async () => {
    dashboard = await startDashboard();
    const { dashboardEndpoint, apiKey } = dashboard.emulator;
    const response = await fetch(`${dashboardEndpoint}/api/offices`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'acme' }),
    });
    officeId = (await response.json()).id;
  });
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    page = await dashboard.open('reference');
    await page.getByText(`${operationCount} operations`).waitFor();
  });
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });
  const response = () => page.getByRole('region', { name: 'Response' });
  const open = async (operation: string) => {
    await page.getByLabel('Search').fill(operation);
    await page.getByText(new RegExp(`^\\d of ${operationCount} operations$`)).waitFor();
    await page
      .getByRole('link', { name: operation.split('.')[1] ?? '', exact: false })
      .first()
      .click();
    await page.getByRole('heading', { name: operation }).waitFor();
  };

  test('default: finds an operation, and sends its example', async () => {
    await open('tasks.create');
    expect(await page.getByLabel('officeId').inputValue()).toBe(officeId);
    await page.getByRole('button', { name: 'Send' }).click();
    await response().getByText('after').waitFor();
    await response().getByText('"title": "Audit Q1 revenue"').waitFor();
    expect(await response().locator('b').textContent()).toMatch(/^20[01]$/);
    await response().getByText('Response headers').click();
    await response().getByText('application/json').waitFor();
  });

  test('behavior: by the keyboard alone, also from the search to the response', async () => {
    await page.getByLabel('Search').focus();
    await page.keyboard.type('offices.list');
    await page.getByText(`1 of ${operationCount} operations`).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'offices.list' }).waitFor();
    const send = page.getByRole('button', { name: 'Send' });
    while (!(await send.evaluate((button) => button === document.activeElement))) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await response().getByText('"name": "acme"').waitFor();
  });

  test('behavior: a stream is shown as it comes, until it is stopped', async () => {
    await open('messages.stream');
    await page.getByRole('button', { name: 'Send' }).click();
    const { endpoint, apiKey } = dashboard.emulator;
    const createTask = () =>
      fetch(`${endpoint}/api/v1/offices/${officeId}/tasks`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ title: 'while it streams' }),
      });
    // The first ones may come before the stream is open.
    await expect
      .poll(async () => (await createTask()) && response().textContent(), { interval: 200 })
      .toContain('event: task');
    await response().getByText('The response streams…').waitFor();
    await response().getByRole('button', { name: 'Stop' }).click();
    await response().getByText('after').waitFor();
  });

  test('behavior: a file is uploaded, and saved again', async () => {
    await open('files.upload');
    await page.locator('input[type=file]').setInputFiles({
      name: 'a.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from([0, 255, 7]),
    });
    await page.getByRole('button', { name: 'Send' }).click();
    await response().getByText('after').waitFor();
    await open('files.download');
    await page.getByLabel('filename').fill('a.bin');
    await page.getByRole('button', { name: 'Send' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      response().getByText('Save 3 bytes').click(),
    ]);
    const parts: Buffer[] = [];
    for await (const part of await download.createReadStream()) parts.push(part);
    expect([...Buffer.concat(parts)]).toEqual([0, 255, 7]);
  });

  test('error: says what is missing, and shows the exact error of the platform', async () => {
    await open('tasks.create');
    await page.getByLabel('Body (JSON)').fill('{');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').filter({ hasText: 'The body is not JSON' }).waitFor();
    await page.getByLabel('Body (JSON)').fill('{"title": 5}');
    await page.getByRole('button', { name: 'Send' }).click();
    await response().getByText('after').waitFor();
    await response().getByText('title must be', { exact: false }).waitFor();
    await dashboard.expectComplaint('400 (Bad Request)');
  });
});
