import { MitosisClient } from '@mitosislabs/sdk';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriersOn, injectionsIn, overflowOf } from '../checks.ts';
import { HOSTILE } from '../hostile.ts';
import { type Dashboard, startDashboard } from '../startDashboard.ts';

const WIDTHS = [360, 1280] as const;
const SCHEMES = ['light', 'dark'] as const;

/** The dialogs: the page, and the button that opens it. */
const DIALOGS = {
  'New office': ['', 'New office'],
  'Delete this office?': ['OFFICE', 'Delete'],
  'Hire an agent': ['OFFICE/agents', 'Hire an agent'],
  'Fire aria?': ['OFFICE/agents/aria', 'Fire'],
  'New task': ['OFFICE/tasks', 'New task'],
  'Start this task?': ['OFFICE/tasks/QUEUED', 'Start…'],
  'Complete this task?': ['OFFICE/tasks/RUNNING', 'Complete…'],
  'Fail this task?': ['OFFICE/tasks/RUNNING', 'Fail…'],
  'Delete this file?': ['OFFICE/files/FILE', 'Delete'],
  'Add credits': ['OFFICE/credits', 'Add credits'],
  'New rule': ['faults', 'New rule'],
  'Reset the emulator?': ['state', 'Reset…'],
  'Return to this snapshot?': ['state', /^Restore /],
} as const;

describe.skipIf(isMissing('chromium'))('the dialogs, with hostile names', () => {
  let dashboard: Dashboard;
  let page: Page;
  /** Fills the names of {@link DIALOGS} in. */
  let fill: (path: string) => string;
  beforeAll(async () => {
    dashboard = await startDashboard({ brain: 'none' });
    const { endpoint, dashboardEndpoint, apiKey, control } = dashboard.emulator;
    const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    const name = `${HOSTILE.markup}${HOSTILE.bidi}${'x'.repeat(100)}`;
    const { id } = await mi.offices.create({ name, forceCreate: true });
    await mi.employees.hire(id, { name: 'aria', role: HOSTILE.markup });
    const queued = await mi.tasks.create(id, { title: HOSTILE.long, description: HOSTILE.controls });
    const running = await mi.tasks.create(id, { title: HOSTILE.wide, assigned_to: 'aria' });
    await mi.tasks.update(id, running.id, { status: 'running' });
    await mi.files.upload(id, name.replace('/', ''), Buffer.from(HOSTILE.markup));
    await control.snapshot(name);
    fill = (path) =>
      path
        .replace('OFFICE', `offices/${id}`)
        .replace('QUEUED', queued.id)
        .replace('RUNNING', running.id)
        .replace('FILE', encodeURIComponent(name.replace('/', '')));
    page = await dashboard.open();
  });
  afterAll(() => dashboard?.close());

  /** Looks at the page in all sizes and colors: it is inert, fits, and has no barriers. */
  async function expectGood(part?: string): Promise<void> {
    expect(await injectionsIn(page)).toEqual([]);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflowOf(page)).toBe(0);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        expect(await barriersOn(page, part)).toEqual([]);
      }
    }
  }

  test.each(Object.entries(DIALOGS))('behavior: %s', async (title, [path, button]) => {
    await page.goto(`${dashboard.emulator.dashboardEndpoint}/#/${fill(path)}`);
    await page.getByRole('button', { name: button, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await dialog.waitFor();
    await expectGood('dialog[open]:not(:has(dialog))');
    // Without the inner one, an error of the form may leave it open.
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });

  test('behavior: a form that was refused says why, and keeps what was typed', async () => {
    await page.goto(`${dashboard.emulator.dashboardEndpoint}/#/${fill('OFFICE/agents')}`);
    await page.getByRole('button', { name: 'Hire an agent' }).click();
    await page.getByLabel('Name').fill(HOSTILE.markup);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await expectGood('dialog[open]');
    expect(await page.getByLabel('Name').inputValue()).toBe(HOSTILE.markup);
    // Chromium reports each status of an error.
    expect(dashboard.complaints.splice(0)).toEqual([expect.stringContaining('status of 400')]);
  });
});
