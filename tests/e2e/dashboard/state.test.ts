import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from './startDashboard.ts';

const SEED = `
offices:
  - name: acme
    credits: 42
    agents:
      - name: aria
    tasks:
      - title: Audit
`;

describe.skipIf(isMissing('chromium'))('the state', () => {
  let dashboard: Dashboard;
  let page: Page;
  beforeAll(async () => {
    dashboard = await startDashboard();
  });
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    await dashboard.emulator.control.reset();
    page = await dashboard.open('state');
    await page.getByRole('heading', { name: 'State' }).waitFor();
  });
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const confirm = (name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  async function offices(): Promise<string[]> {
    const { endpoint, apiKey } = dashboard.emulator;
    const response = await fetch(`${endpoint}/api/v1/offices`, {
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    return (await response.json()).map(({ name }: { name: string }) => name).sort();
  }

  test('default: seeds from YAML, takes a snapshot, and returns to it', async () => {
    await page.getByLabel('JSON or YAML').fill(SEED);
    await press('Seed');
    await page.getByRole('status').getByRole('link', { name: 'acme' }).waitFor();
    expect(await offices()).toEqual(['acme']);
    await page.getByLabel('Name').fill('with acme');
    await press('Take snapshot');
    await page.getByLabel('JSON or YAML').fill('{"offices":[{"name":"second"}]}');
    await press('Seed');
    await page.getByRole('status').getByRole('link', { name: 'second' }).waitFor();
    await page.getByRole('button', { name: 'Restore with acme' }).click();
    await confirm('Restore');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await offices()).toEqual(['acme']);
    await page.getByRole('button', { name: 'Forget with acme' }).click();
    await page.getByText('No snapshots yet.').waitFor();
  });

  test('behavior: a file can be chosen and dropped; errors name the path', async () => {
    await page
      .locator('input[accept*=yaml]')
      .setInputFiles({ name: 'office.yaml', mimeType: 'text/yaml', buffer: Buffer.from(SEED) });
    await expect.poll(() => page.getByLabel('JSON or YAML').inputValue()).toBe(SEED);
    await page.locator('.drop').evaluate((target) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['offices:\n  - name: 5\n'], 'x.yaml'));
      target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    });
    await expect.poll(() => page.getByLabel('JSON or YAML').inputValue()).toContain('name: 5');
    await press('Seed');
    await page.getByRole('alert').filter({ hasText: 'seed.offices[0].name' }).waitFor();
    await dashboard.expectComplaint('400 (Bad Request)');
    await page.getByLabel('JSON or YAML').fill('a: b: c');
    await press('Seed');
    await page.getByRole('alert').filter({ hasText: 'neither JSON nor YAML' }).waitFor();
    expect(await offices()).toEqual([]);
  });

  test('behavior: what is exported can be imported; a reset asks first', async () => {
    await page.getByLabel('JSON or YAML').fill(SEED);
    await press('Seed');
    await page.getByRole('status').getByRole('link', { name: 'acme' }).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), press('Export')]);
    const parts: Buffer[] = [];
    for await (const part of await download.createReadStream()) parts.push(part);
    await press('Reset…');
    await confirm('Cancel');
    expect(await offices()).toEqual(['acme']);
    await press('Reset…');
    await confirm('Reset');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await offices()).toEqual([]);
    const files = page.getByRole('region', { name: 'Export and import' }).locator('input[type=file]');
    const mimeType = 'application/octet-stream';
    await files.setInputFiles({ name: 'all', mimeType, buffer: Buffer.concat(parts) });
    await confirm('Import');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await offices()).toEqual(['acme']);
    await files.setInputFiles({ name: 'broken', mimeType, buffer: Buffer.from('nonsense') });
    await confirm('Import');
    await page.getByRole('dialog').getByRole('alert').waitFor();
    expect(await offices()).toEqual(['acme']);
    await dashboard.expectComplaint('status of 409');
  });

  test('behavior: by the keyboard alone', async () => {
    await page.getByLabel('JSON or YAML').focus();
    await page.keyboard.insertText(SEED);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByRole('link', { name: 'acme' }).waitFor();
    await page.getByLabel('Name').focus();
    await page.keyboard.type('mine');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Restore mine' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator(':focus[aria-label="Restore mine"]').waitFor();
    await page.getByRole('button', { name: 'Reset…' }).focus();
    await page.keyboard.press('Enter');
    const reset = page.getByRole('dialog').getByRole('button', { name: 'Reset' });
    while (!(await reset.evaluate((button) => button === document.activeElement))) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await offices()).toEqual([]);
  });
});
