import { MitosisClient } from '@mitosislabs/sdk';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from '../startDashboard.ts';
import { enter, focusOf, tabTo } from './keyboard.ts';

describe.skipIf(isMissing('chromium'))('with the keyboard alone', () => {
  let dashboard: Dashboard;
  let mi: MitosisClient;
  let page: Page;
  /** An office whose only agent is suspended: tasks stay where they are put. */
  let officeId: string;
  beforeAll(async () => {
    dashboard = await startDashboard();
    const { endpoint, dashboardEndpoint, apiKey, control } = dashboard.emulator;
    mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    const { offices } = await control.seed({
      offices: [{ name: 'acme', agents: [{ name: 'dora', phase: 'suspended' }] }],
    });
    officeId = offices['acme']?.id ?? '';
  });
  afterAll(() => dashboard?.close());
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const heading = (name: string) => page.getByRole('heading', { name, exact: true, level: 1 });
  const dialog = () => page.getByRole('dialog');
  const inDialog = (name: string) => dialog().getByRole('button', { name, exact: true });
  const closed = () => dialog().waitFor({ state: 'hidden' });
  const text = (words: string) => page.getByText(words, { exact: true }).first().waitFor();
  const open = (path: string) => page.goto(`${dashboard.emulator.dashboardEndpoint}/#/${path}`);

  test('default: an office is created, suspended, resumed and deleted', async () => {
    page = await dashboard.open();
    await enter(page, button('New office'));
    await dialog().waitFor();
    await page.keyboard.type('Initech');
    await page.keyboard.press('Enter');
    await heading('Initech').waitFor();
    await enter(page, button('Suspend'));
    await text('suspended');
    // The button that was pressed keeps the focus, and is now the other one.
    await expect.poll(() => focusOf(page)).toBe('button Resume');
    await page.keyboard.press('Enter');
    await button('Suspend').waitFor();
    await enter(page, button('Delete'));
    await dialog().waitFor();
    await page.keyboard.press('Escape');
    await closed();
    await expect.poll(() => focusOf(page)).toBe('button Delete');
    await page.keyboard.press('Enter');
    await enter(page, inDialog('Delete office'));
    await heading('Offices').waitFor();
    await expect.poll(() => focusOf(page)).toBe('h1 Offices');
  });

  test('default: an agent is hired, talked to, looked at, archived, restored and fired', async () => {
    const { id } = await mi.offices.create({ name: 'hooli', forceCreate: true });
    page = await dashboard.open(`offices/${id}/agents`);
    await enter(page, button('Hire an agent'));
    await dialog().waitFor();
    await page.keyboard.type('aria');
    await page.keyboard.press('Enter');
    await closed();
    await expect.poll(() => focusOf(page)).toBe('button Hire an agent');
    await text('ready');
    await enter(page, link('aria'));
    await heading('aria').waitFor();
    await tabTo(page, page.getByRole('textbox', { name: 'Message to aria' }));
    await page.keyboard.type('Hello');
    await page.keyboard.press('Enter');
    await page.getByText('You said: Hello').waitFor();
    await page.keyboard.type('Again');
    await enter(page, button('Send'));
    await page.getByText('You said: Again').waitFor();
    await expect.poll(() => focusOf(page)).toBe('textarea Message to aria');
    for (const [part, content] of [
      ['Activity', 'aria was hired'],
      ['Logs', 'aria was hired'],
      ['Details', 'modelTier'],
    ] as const) {
      await enter(page, link(part));
      await page.getByText(content).first().waitFor();
      await expect.poll(() => focusOf(page)).toBe(`a ${part}`);
    }
    await enter(page, button('Archive'));
    await text('archived');
    await enter(page, button('Restore'));
    await text('ready');
    await enter(page, button('Fire'));
    await enter(page, inDialog('Fire'));
    await heading('Agents').waitFor();
    await expect.poll(() => focusOf(page)).toBe('h1 Agents');
    await text('No agents yet');
  });

  test('default: a task is created, started and completed; another one fails', async () => {
    page = await dashboard.open(`offices/${officeId}/tasks`);
    for (const title of ['Audit Q1 revenue', 'Order coffee']) {
      await enter(page, button('New task'));
      await dialog().waitFor();
      await page.keyboard.type(title);
      await page.keyboard.press('Enter');
      await closed();
      await expect.poll(() => focusOf(page)).toBe('button New task');
    }
    const lane = (status: string) => page.getByRole('region', { name: status, exact: true });
    const form = (name: string) => page.getByRole('dialog', { name: `${name} this task?` });
    for (const [title, end, status] of [
      ['Audit Q1 revenue', 'Complete', 'completed'],
      ['Order coffee', 'Fail', 'failed'],
    ] as const) {
      await enter(page, link(title));
      await enter(page, button('Start…'));
      await enter(page, form('Start').getByRole('button', { name: 'Start', exact: true }));
      await enter(page, button(`${end}…`));
      await form(end).waitFor();
      await page.keyboard.type('Because.');
      await enter(page, form(end).getByRole('button', { name: end, exact: true }));
      await form(end).waitFor({ state: 'hidden' });
      await dialog().getByText('Because.').first().waitFor();
      await page.keyboard.press('Escape');
      await closed();
      await expect.poll(() => focusOf(page)).not.toBe('nothing');
      await lane(status).getByRole('link', { name: title }).waitFor();
    }
    // A card keeps the focus when its task moves by itself.
    const moving = await mi.tasks.create(officeId, { title: 'Water the plants', assigned_to: 'dora' });
    await tabTo(page, link('Water the plants'));
    await mi.tasks.update(officeId, moving.id, { status: 'running' });
    await lane('running').getByRole('link', { name: 'Water the plants' }).waitFor();
    await expect.poll(() => focusOf(page)).toBe('a Water the plants');
    const tasks = await mi.tasks.list(officeId);
    expect(tasks.map(({ title, status, assigned_to }) => [title, status, assigned_to]).sort()).toEqual([
      ['Audit Q1 revenue', 'completed', 'dora'],
      ['Order coffee', 'failed', 'dora'],
      ['Water the plants', 'running', 'dora'],
    ]);
  });

  test('default: a file is uploaded, looked at, downloaded and deleted', async () => {
    page = await dashboard.open(`offices/${officeId}/files`);
    // Begins before the button is reached: the browser announces choosers only from then on, and no call waits for that.
    const choosing = page.waitForEvent('filechooser');
    await tabTo(page, button('Upload'));
    await page.keyboard.press('Enter');
    const buffer = Buffer.from('All is well.');
    await (await choosing).setFiles({ name: 'report.md', mimeType: 'text/markdown', buffer });
    await enter(page, link('report.md'));
    await page.getByText('All is well.').waitFor();
    await tabTo(page, page.getByRole('button', { name: /^Download/ }));
    const downloading = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await downloading).suggestedFilename()).toBe('report.md');
    await enter(page, button('Close'));
    await page.getByText('All is well.').waitFor({ state: 'hidden' });
    await expect.poll(() => focusOf(page)).toBe('a report.md');
    await page.keyboard.press('Enter');
    await enter(page, button('Delete'));
    await enter(page, inDialog('Delete'));
    await text('No files yet');
    await expect.poll(() => focusOf(page)).toBe('h1 Files');
  });

  test('default: credits are added, and a request is sent from the reference', async () => {
    page = await dashboard.open(`offices/${officeId}/credits`);
    // The tasks of the test above have cost some.
    const { balance } = await mi.credits.balance(officeId);
    await enter(page, button('Add credits'));
    await dialog().waitFor();
    await page.keyboard.type('250');
    await page.keyboard.press('Enter');
    await closed();
    await expect.poll(() => focusOf(page)).toBe('button Add credits');
    await page.getByText(`Balance: ${(balance + 250).toLocaleString('en')}`).waitFor();
    await open('reference');
    await tabTo(page, page.getByLabel('Search'));
    await page.keyboard.type('tasks.stats');
    await enter(page, page.getByRole('link', { name: 'GET stats' }));
    await page.getByRole('heading', { name: 'tasks.stats' }).waitFor();
    await expect.poll(() => focusOf(page)).toBe('h2 tasks.stats');
    await page.keyboard.press('Tab');
    await enter(page, button('Send'));
    await page.getByRole('region', { name: 'Response' }).getByText('"total"').waitFor();
  });

  test('behavior: the content can be skipped to, pages be chosen, and the menu of a narrow window be opened', async () => {
    page = await dashboard.open(`offices/${officeId}`, { width: 360 });
    await heading('acme').waitFor();
    await enter(page, page.getByRole('link', { name: 'Skip to content' }));
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('content');
    await enter(page, button('Menu'));
    await enter(page, link('Clock'));
    await heading('Clock').waitFor();
    await expect.poll(() => focusOf(page)).toBe('h1 Clock');
    await expect.poll(() => button('Menu').getAttribute('aria-expanded')).toBe('false');
    await enter(page, button('Menu'));
    // The office stays chosen on the pages of the emulator.
    await enter(page, link('Files'));
    await heading('Files').waitFor();
  });
});
