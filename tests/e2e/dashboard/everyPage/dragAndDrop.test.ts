import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MitosisClient } from '@mitosislabs/sdk';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from '../startDashboard.ts';

describe.skipIf(isMissing('chromium'))('drag and drop', () => {
  let dashboard: Dashboard;
  let mi: MitosisClient;
  let folder: string;
  let id: string;
  beforeAll(async () => {
    dashboard = await startDashboard({ brain: 'none' });
    const { endpoint, dashboardEndpoint, apiKey } = dashboard.emulator;
    mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    id = (await mi.offices.create({ name: 'acme', forceCreate: true })).id;
    await mi.employees.hire(id, { name: 'aria' });
    folder = await mkdtemp(join(tmpdir(), 'mitosis-drop-'));
  });
  afterAll(async () => {
    await dashboard?.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });

  /** Drops files from the disk on an element, as a file manager does: the events come from the browser itself. */
  async function drop(page: Page, target: Locator, files: readonly string[]): Promise<void> {
    await target.waitFor();
    const box = await target.boundingBox();
    const x = (box?.x ?? 0) + (box?.width ?? 0) / 2;
    const y = (box?.y ?? 0) + 20;
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    }
    await session.detach();
  }

  test('default: a card is dragged from column to column; what the move needs is asked for', async () => {
    await mi.tasks.create(id, { title: 'Audit Q1 revenue' });
    const page = await dashboard.open(`offices/${id}/tasks`);
    const lane = (status: string) => page.getByRole('region', { name: status, exact: true });
    const card = (status: string) => lane(status).getByRole('link', { name: 'Audit Q1 revenue' });
    await card('queued').dragTo(lane('running'));
    await page.getByRole('dialog', { name: 'Start this task?' }).waitFor();
    await page.getByLabel('Agent').selectOption('aria');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await card('running').waitFor();
    // It cannot go back: nothing is asked for.
    await card('running').dragTo(lane('queued'));
    expect(await page.getByRole('dialog').count()).toBe(0);
    await card('running').dragTo(lane('completed'));
    await page.getByLabel('Result').fill('Up 12 %.');
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    await card('completed').waitFor();
    expect(await mi.tasks.list(id)).toMatchObject([
      { status: 'completed', assigned_to: 'aria', result: 'Up 12 %.' },
    ]);
  });

  test('default: files that are dropped on the page are uploaded', async () => {
    const names = ['one.txt', 'two.txt'];
    for (const name of names) await writeFile(join(folder, name), `This is ${name}.`);
    const page = await dashboard.open(`offices/${id}/files`);
    await drop(
      page,
      page.getByText('No files yet'),
      names.map((name) => join(folder, name)),
    );
    for (const name of names) await page.getByRole('link', { name }).waitFor();
    await page.getByRole('link', { name: 'two.txt' }).click();
    await page.getByText('This is two.txt.').waitFor();
  });

  test('default: a seed that is dropped on the form is read', async () => {
    const file = join(folder, 'office.yaml');
    await writeFile(file, 'offices:\n  - name: dropped\n');
    const page = await dashboard.open('state');
    await drop(page, page.getByRole('region', { name: 'Seed' }), [file]);
    await expect.poll(() => page.getByLabel('JSON or YAML').inputValue()).toContain('name: dropped');
  });
});
