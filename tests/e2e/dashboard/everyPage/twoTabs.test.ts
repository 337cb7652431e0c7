import { MitosisClient } from '@mitosislabs/sdk';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from '../startDashboard.ts';

/** Chat, activity, logs and the clock in two tabs: see `work.test.ts` and `clock.test.ts`. */
describe.skipIf(isMissing('chromium'))('two tabs', () => {
  let dashboard: Dashboard;
  let mi: MitosisClient;
  let one: Page;
  let two: Page;
  beforeAll(async () => {
    dashboard = await startDashboard({ brain: 'none' });
    const { endpoint, dashboardEndpoint, apiKey } = dashboard.emulator;
    mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    one = await dashboard.open();
    two = await dashboard.open('', { context: one.context() });
  });
  afterAll(() => dashboard?.close());
  afterEach(() => {
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });
  /** Goes to a page in both tabs. */
  const open = async (path: string, other = path) => {
    const at = (place: string) => `${dashboard.emulator.dashboardEndpoint}/#/${place}`;
    await Promise.all([one.goto(at(path)), two.goto(at(other))]);
  };
  const press = (name: string | RegExp) => one.getByRole('button', { name, exact: true }).click();
  const confirm = (name: string) =>
    one.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  const seen = (text: string | RegExp) => two.getByText(text).first().waitFor();
  const gone = (text: string) => two.getByText(text).first().waitFor({ state: 'hidden' });

  test('behavior: an office that is created, suspended and deleted in one shows in the other', async () => {
    await open('');
    await press('New office');
    await one.getByLabel('Name').fill('Initech');
    await confirm('Create');
    await one.getByRole('heading', { name: 'Initech' }).waitFor();
    await two.getByRole('link', { name: 'Initech' }).click();
    await two.getByRole('heading', { name: 'Initech' }).waitFor();
    await press('Suspend');
    await seen('suspended');
    await press('Delete');
    await two.goto(`${dashboard.emulator.dashboardEndpoint}/#/`);
    await two.getByRole('link', { name: 'Initech' }).waitFor();
    await confirm('Delete office');
    await gone('Initech');
  });

  test('behavior: agents, tasks, files, credits and events of an office', async () => {
    const { id } = await mi.offices.create({ name: 'acme', forceCreate: true });
    await open(`offices/${id}/agents`);
    await press('Hire an agent');
    await one.getByLabel('Name').fill('aria');
    await confirm('Hire');
    await two.getByRole('link', { name: 'aria' }).click();
    await one.getByRole('link', { name: 'aria' }).click();
    await press('Suspend');
    await two.getByRole('button', { name: 'Resume' }).waitFor();

    await open(`offices/${id}/tasks`);
    await press('New task');
    await one.getByLabel('Title').fill('Audit Q1 revenue');
    await confirm('Create');
    const card = (status: string) =>
      two.getByRole('region', { name: status, exact: true }).getByRole('link', { name: 'Audit Q1 revenue' });
    await card('queued').click();
    await two.getByRole('dialog').getByText('queued').waitFor();
    await one.getByRole('link', { name: 'Audit Q1 revenue' }).click();
    await press('Start…');
    await one.getByRole('button', { name: 'Start', exact: true }).click();
    await two.getByRole('dialog').getByText('running').waitFor();
    await two.keyboard.press('Escape');
    await card('running').waitFor();

    await open(`offices/${id}/files`);
    await one.locator('input[type=file]').setInputFiles({
      name: 'report.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from('All is well.'),
    });
    await two.getByRole('link', { name: 'report.md' }).click();
    await seen('All is well.');
    await one.locator('input[type=file]').setInputFiles({
      name: 'report.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from('All is lost.'),
    });
    await seen('All is lost.');

    await open(`offices/${id}/credits`);
    await press('Add credits');
    await one.getByLabel('Reason').fill('a gift');
    await confirm('Add');
    await two.getByRole('region', { name: 'Ledger' }).getByText('a gift').waitFor();

    await open(`offices/${id}/tasks`, `offices/${id}`);
    await seen('aria is suspended');
    await press('New task');
    await one.getByLabel('Title').fill('Order coffee');
    await confirm('Create');
    await seen('Order coffee is queued');
  });

  test('behavior: the log, the faults and the theme', async () => {
    await open('requests');
    await fetch(`${dashboard.emulator.endpoint}/health`);
    const row = (page: Page) => page.locator('.log-rows .log-row').filter({ hasText: '/health' }).first();
    await row(two).waitFor();
    await row(one).click();
    await press('Clear log');
    await seen('No request yet.');

    await open('faults');
    await press('Outage');
    await two.locator('.rule').waitFor();
    await press('Remove all');
    await two.locator('.rule').waitFor({ state: 'detached' });
    await press(/^Theme/);
    await two.getByRole('button', { name: 'Theme: light' }).waitFor();
  });

  test('behavior: snapshots, and the state as a whole', async () => {
    const { id } = await mi.offices.create({ name: 'hooli', forceCreate: true });
    await open('state', `offices/${id}`);
    await two.getByRole('heading', { name: 'hooli' }).waitFor();
    await one.getByLabel('Name').fill('with hooli');
    await press('Take snapshot');
    await one.getByRole('button', { name: 'Restore with hooli' }).waitFor();
    await press('Reset…');
    await confirm('Reset');
    await two.getByRole('alert').filter({ hasText: 'There is no office' }).first().waitFor();
    await press('Restore with hooli');
    await confirm('Restore');
    await two.getByRole('alert').first().waitFor({ state: 'hidden' });
    // The other tab follows the office again.
    await mi.tasks.create(id, { title: 'After the restore' });
    await seen('After the restore is queued');
    await two.goto(`${dashboard.emulator.dashboardEndpoint}/#/state`);
    await two.getByRole('button', { name: 'Restore with hooli' }).waitFor();
    await press('Forget with hooli');
    await seen('No snapshots yet.');
    // Chromium reports that the office was not found.
    dashboard.complaints.splice(0);
  });
});
