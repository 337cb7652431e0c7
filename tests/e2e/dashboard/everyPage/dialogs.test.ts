import { MitosisClient } from '@mitosislabs/sdk';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriersOn, injectionsIn, overflowOf } from '../checks.ts';
import { HOSTILE } from '../hostile.ts';
import { type Dashboard, startDashboard } from '../startDashboard.ts';
import { enter, tabTo } from './keyboard.ts';

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
    const suspended = await mi.offices.create({ name: 'suspended', forceCreate: true });
    await mi.employees.hire(suspended.id, { name: 'ben' });
    await mi.offices.suspend(suspended.id);
    fill = (path) =>
      path
        .replace('SUSPENDED', `offices/${suspended.id}`)
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

  /** Chooses a file for the import, whose name is hostile and whose content is no export. */
  async function chooseImport(): Promise<void> {
    await page.goto(`${dashboard.emulator.dashboardEndpoint}/#/state`);
    const files = page.getByRole('region', { name: 'Export and import' }).locator('input[type=file]');
    const name = `${HOSTILE.markup}${HOSTILE.bidi}`.replaceAll('/', '');
    await files.focus();
    await files.setInputFiles({ name, mimeType: '', buffer: Buffer.from('nonsense') });
    await page.getByRole('dialog', { name: 'Replace everything?' }).waitFor();
  }

  test('behavior: Replace everything? with the keyboard alone, and why it was refused', async () => {
    await chooseImport();
    await expectGood('dialog[open]');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // The focus is where it was.
    const field = page.getByLabel('Import…');
    await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
    await chooseImport();
    await enter(page, page.getByRole('dialog').getByRole('button', { name: 'Import' }));
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: 'not an exported state' }).waitFor();
    await expectGood('dialog[open]');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await dashboard.expectComplaint('status of 409');
  });

  /** Texts of refusals: the page, the work with the keyboard, and what the page says then. */
  const REFUSALS: Readonly<
    Record<string, readonly [path: string, act: () => Promise<unknown>, says: string]>
  > = {
    'an office that is gone': ['offices/gone/agents', async () => {}, 'There is no office gone'],
    'an agent that is gone': ['OFFICE/agents/gone', async () => {}, 'gone'],
    'a task that is gone': ['OFFICE/tasks/gone', async () => {}, 'There is no task'],
    'an operation that is unknown': ['reference?operation=gone', async () => {}, 'no such operation'],
    'a seed': [
      'state',
      async () => {
        await tabTo(page, page.getByLabel('JSON or YAML'));
        await page.keyboard.insertText(JSON.stringify({ offices: [{ name: 5 }] }));
        await enter(page, page.getByRole('button', { name: 'Seed', exact: true }));
      },
      'seed.offices[0].name must be a text',
    ],
    'a time': [
      'clock',
      async () => {
        await tabTo(page, page.getByLabel('Date'));
        await page.keyboard.press('Backspace');
        await enter(page, page.getByRole('button', { name: 'Set', exact: true }));
      },
      'Enter a date and a time.',
    ],
    'a request of the reference': [
      'reference?operation=employees.get',
      async () => {
        await tabTo(page, page.getByLabel('officeId'));
        await page.keyboard.type('gone');
        await tabTo(page, page.getByLabel('name', { exact: true }));
        await page.keyboard.type('gone');
        await enter(page, page.getByRole('button', { name: 'Send' }));
      },
      'There is no office gone',
    ],
    'a message to a suspended office': [
      'SUSPENDED/agents/ben',
      async () => {
        await tabTo(page, page.getByRole('textbox', { name: 'Message to ben' }));
        await page.keyboard.type('Hello');
        await page.keyboard.press('Enter');
      },
      'is suspended; resume it first',
    ],
  };

  test.each(Object.entries(REFUSALS))('error: %s is refused', async (_, [path, act, says]) => {
    await page.goto(`${dashboard.emulator.dashboardEndpoint}/#/${fill(path)}`);
    await act();
    await page.getByText(says).first().waitFor();
    await expectGood();
    // Chromium reports each status of an error.
    const others = dashboard.complaints.splice(0).filter((text) => !/status of 4\d\d/.test(text));
    expect(others).toEqual([]);
  });

  test('behavior: a form that was refused says why, and keeps what was typed', async () => {
    await page.goto(`${dashboard.emulator.dashboardEndpoint}/#/${fill('OFFICE/agents')}`);
    await page.getByRole('button', { name: 'Hire an agent' }).click();
    await page.getByLabel('Name').fill(HOSTILE.markup);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await expectGood('dialog[open]');
    expect(await page.getByLabel('Name').inputValue()).toBe(HOSTILE.markup);
    await dashboard.expectComplaint('status of 400');
  });
});
