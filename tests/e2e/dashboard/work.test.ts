import type { Brain } from '@mitosislabs/agent';
import { MitosisClient } from '@mitosislabs/sdk';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from './startDashboard.ts';

/** Ends the answer that the brain is writing. */
let finish = (): void => undefined;
const finished = new Promise<void>((resolve) => {
  finish = resolve;
});

/** Writes the first half of an answer, and the second half when the test says so. */
const brain: Brain = {
  capabilities: ['chat'],
  async *answer(message) {
    yield 'The first half, ';
    await finished;
    yield `and the second, of: ${message}`;
  },
  work: async ({ title }) => {
    if (title.includes('fail')) throw new Error('no luck <b>today</b>');
    return `Done: ${title}`;
  },
};

describe.skipIf(isMissing('chromium'))('the pages of an office', () => {
  let dashboard: Dashboard;
  let mi: MitosisClient;
  let page: Page;
  beforeAll(async () => {
    dashboard = await startDashboard({ brain });
    const { endpoint, dashboardEndpoint, apiKey } = dashboard.emulator;
    mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  });
  afterAll(() => dashboard?.close());
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const inDialog = (name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  /** Holds the responses to deletions longer than a page waits between two reads, which fail without what is deleted. */
  const delayDeletions = () =>
    page.route('**/api/v1/offices/**', async (route) => {
      if (route.request().method() !== 'DELETE') return route.fallback();
      const response = await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await route.fulfill({ response });
    });
  const officeWith = async (...agents: string[]) => {
    const { id } = await mi.offices.create({ name: 'acme', forceCreate: true });
    for (const name of agents) await mi.employees.hire(id, { name });
    return id;
  };

  test('default: an office is created, suspended, resumed and deleted', async () => {
    page = await dashboard.open();
    await press('New office');
    await page.getByLabel('Name').fill('Initech');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Initech' }).waitFor();
    await press('Suspend');
    await page.getByText('suspended', { exact: true }).waitFor();
    await press('Resume');
    await page.getByRole('button', { name: 'Suspend' }).waitFor();
    await press('Delete');
    await inDialog('Cancel');
    await press('Delete');
    await delayDeletions();
    await inDialog('Delete office');
    await page.getByRole('heading', { name: 'Offices', exact: true }).waitFor();
    await page.getByText('Initech').waitFor({ state: 'detached' });
    expect((await mi.offices.list()).map(({ name }) => name)).not.toContain('Initech');
  });

  test('default: an agent is hired, suspended, resumed and fired; its phase shows as it changes', async () => {
    const id = await officeWith();
    page = await dashboard.open(`offices/${id}/agents`);
    await press('Hire an agent');
    await page.getByLabel('Name').fill('Not A Name');
    await inDialog('Hire');
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await dashboard.expectComplaint('status of 400');
    await page.getByLabel('Name').fill('aria');
    await inDialog('Hire');
    await page
      .getByRole('listitem')
      .filter({ hasText: 'aria' })
      .getByText('ready', { exact: true })
      .waitFor();
    await page.getByRole('link', { name: 'aria' }).click();
    await press('Suspend');
    await page.getByText('suspended', { exact: true }).waitFor();
    expect((await mi.employees.get(id, 'aria')).status.phase).toBe('suspended');
    await press('Resume');
    await page.getByText('ready', { exact: true }).waitFor();
    await press('Archive');
    await page.getByText('archived', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Agents' }).first().click();
    await page.getByRole('link', { name: 'aria' }).click();
    await press('Restore');
    await page.getByText('ready', { exact: true }).waitFor();
    await press('Fire');
    await delayDeletions();
    await inDialog('Fire');
    await page.getByText('No agents yet').waitFor();
    expect(await mi.employees.list(id)).toEqual([]);
  });

  test.each([
    ['an office', '', 'Delete', 'Delete office'],
    ['an agent', '/agents/aria', 'Fire', 'Fire'],
    ['a file', '/files/report.md', 'Delete', 'Delete'],
  ])('behavior: a page that is opened while %s is deleted stays', async (_, place, button, answer) => {
    const id = await officeWith('aria');
    await mi.files.upload(id, 'report.md', Buffer.from('All is well.'));
    page = await dashboard.open(`offices/${id}${place}`);
    await press(button);
    await delayDeletions();
    const deleted = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await inDialog(answer);
    await page.evaluate(() => {
      location.hash = '#/faults';
    });
    await page.getByRole('heading', { name: 'Faults' }).waitFor();
    await deleted;
    // The response is read, and the page has had time to change.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    expect(new URL(page.url()).hash).toBe('#/faults');
  });

  test('default: chat shows an answer while it is written, then once as a whole, in two tabs', async () => {
    const id = await officeWith('aria');
    page = await dashboard.open(`offices/${id}/agents/aria`);
    const other = await dashboard.open(`offices/${id}/agents/aria`, { context: page.context() });
    await page.getByText('ready', { exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Message to aria' }).fill('<b>Hello</b>');
    await page.keyboard.press('Enter');
    for (const tab of [page, other]) {
      await tab.getByText('The first half,', { exact: true }).waitFor();
      await tab.getByText('aria is writing…').waitFor();
    }
    finish();
    for (const tab of [page, other]) {
      await tab.getByText('The first half, and the second, of: <b>Hello</b>', { exact: true }).waitFor();
      await tab.getByText('aria is writing…').waitFor({ state: 'hidden' });
      expect(await tab.getByText('The first half').count()).toBe(1);
    }
    await page.reload();
    await page.getByText('The first half, and the second, of: <b>Hello</b>', { exact: true }).waitFor();
    expect(await page.locator('.bubble').count()).toBe(2);
  });

  test('behavior: at 360 px, chat stays at its end, and its field in the window, when an error takes room', async () => {
    const id = await officeWith('aria');
    page = await dashboard.open(`offices/${id}/agents/aria`, { width: 360, height: 780 });
    await page.getByText('ready', { exact: true }).waitFor();
    const write = async (text: string) => {
      await page.getByRole('textbox', { name: 'Message to aria' }).fill(text);
      await page.keyboard.press('Enter');
    };
    finish();
    await write('Hello\n'.repeat(30));
    await page.getByText('The first half, and the second', { exact: false }).waitFor();
    const messages = page.getByRole('region', { name: 'Messages' });
    const below = () =>
      messages.evaluate((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight));
    await expect.poll(below).toBe(0);
    const height = await messages.evaluate((list) => list.clientHeight);
    await mi.offices.suspend(id);
    await page.getByText('aria is suspended').waitFor();
    await write('Are you there?');
    await page.getByText('resume it first').waitFor();
    await expect.poll(() => dashboard.complaints.splice(0)).toEqual([expect.stringContaining('409')]);
    expect(await messages.evaluate((list) => list.clientHeight)).toBeLessThan(height);
    await expect.poll(below).toBe(0);
    await page.getByRole('button', { name: 'Send' }).scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => Math.round(scrollY))).toBe(0);
  });

  test('default: activity and logs grow as an agent works', async () => {
    const id = await officeWith('aria');
    page = await dashboard.open(`offices/${id}/agents/aria/activity`);
    const logs = await dashboard.open(`offices/${id}/agents/aria/logs`, { context: page.context() });
    await page.getByText('aria was hired').waitFor();
    await mi.tasks.create(id, { title: 'Audit Q1 revenue' });
    await page.getByText('Done: Audit Q1 revenue').waitFor();
    await logs.getByText('Done: Audit Q1 revenue').waitFor();
  });

  test('default: a task is created, moves by itself, and shows its result', async () => {
    const id = await officeWith('aria');
    page = await dashboard.open(`offices/${id}/tasks`);
    const lane = (status: string) => page.getByRole('region', { name: status, exact: true });
    await press('New task');
    await page.getByLabel('Title').fill('Audit Q1 revenue');
    await page.getByLabel('Description').fill('All of it.');
    await page.getByRole('option', { name: 'aria' }).waitFor({ state: 'attached' });
    await page.getByLabel('Agent').selectOption('aria');
    await inDialog('Create');
    await lane('completed').getByRole('link', { name: 'Audit Q1 revenue' }).click();
    const drawer = page.getByRole('dialog', { name: 'Audit Q1 revenue' });
    await drawer.getByText('Done: Audit Q1 revenue').first().waitFor();
    await drawer.getByText('All of it.').waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await mi.tasks.create(id, { title: 'This must fail' });
    await lane('failed').getByRole('link', { name: 'This must fail' }).click();
    await page.getByRole('dialog').getByText('no luck <b>today</b>').first().waitFor();
  });

  test('default: files are uploaded, previewed, downloaded and deleted', async () => {
    const id = await officeWith();
    page = await dashboard.open(`offices/${id}/files`);
    await page.getByText('No files yet').waitFor();
    const buffer = Buffer.from('<h1>A page</h1><script>globalThis.owned=1</script>');
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ name: 'page.html', mimeType: 'text/html', buffer });
    await page.getByRole('link', { name: 'page.html' }).click();
    await page.getByText('<h1>A page</h1>').waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect((await downloading).suggestedFilename()).toBe('page.html');
    // One pixel.
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAfbLI3wAAAABJRU5ErkJggg==';
    await mi.files.upload(id, 'dot.txt', Buffer.from(png, 'base64'));
    await page.getByRole('link', { name: 'dot.txt' }).click();
    const image = page.getByRole('img', { name: 'Content of dot.txt' });
    await image.waitFor();
    await expect.poll(() => image.evaluate((element) => Reflect.get(element, 'naturalWidth'))).toBe(1);
    await press('Delete');
    await inDialog('Delete');
    await page.getByRole('link', { name: 'dot.txt' }).waitFor({ state: 'hidden' });
    expect((await mi.files.list(id)).map(({ name }) => name)).not.toContain('dot.txt');
  });

  test('default: credits are added, and the chart and the ledger show it', async () => {
    const id = await officeWith();
    page = await dashboard.open(`offices/${id}/credits`);
    await page.getByText('Balance: 1,000').waitFor();
    await press('Add credits');
    await page.getByLabel('Amount').fill('500');
    await page.getByLabel('Reason').fill('a gift');
    await inDialog('Add');
    await page.getByText('Balance: 1,500').waitFor();
    await page.getByRole('region', { name: 'Ledger' }).getByText('a gift').waitFor();
    await page.getByRole('img', { name: 'The balance went from 1,000 to 1,500.' }).waitFor();
  });
});
