import { MitosisClient } from '@mitosislabs/sdk';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { barriersOn, injectionsIn, overflowOf } from './checks.ts';
import { HOSTILE } from './hostile.ts';
import { type Dashboard, startDashboard } from './startDashboard.ts';

/** The pages of an office, each with a text that it shows when it is loaded. */
const PAGES = {
  '': 'Latest events',
  '/agents': 'Last heartbeat',
  '/agents/aria': 'has not answered yet',
  '/agents/aria/activity': 'note',
  '/agents/aria/logs': 'note',
  '/agents/aria/details': 'Configuration',
  '/tasks': 'Unassigned',
  '/files': 'hostile',
  '/credits': 'Balance',
} as const;

const LOOKS = [
  { width: 360, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 1920, colorScheme: 'light' },
] as const;

describe.skipIf(isMissing('chromium'))('with hostile names', () => {
  let dashboard: Dashboard;
  let id: string;
  let taskId: string;
  beforeAll(async () => {
    dashboard = await startDashboard({ brain: 'none' });
    const { endpoint, dashboardEndpoint, apiKey, agentKey } = dashboard.emulator;
    const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    const texts = Object.values(HOSTILE);
    for (const text of texts) {
      const name = text.slice(0, 255).trim();
      id = (await mi.offices.create({ name, forceCreate: true })).id;
    }
    await mi.employees.hire(id, { name: 'aria', role: HOSTILE.markup, systemPrompt: HOSTILE.long });
    const aria = new MitosisClient({
      endpoint,
      dashboardEndpoint,
      agent: { agentId: 'aria', signingKey: agentKey(id, 'aria') },
    });
    await aria.callbacks.podEvent(id, { type: 'ready' });
    await aria.employees.logStatusEvent(id, 'aria', { type: 'note', message: HOSTILE.controls });
    for (const text of texts) {
      const task = await mi.tasks.create(id, { title: text, description: text });
      taskId = task.id;
      await aria.xmtpApi.sendToConversation(id, 'admin-sdk', { agent_id: 'aria', content: text });
      await mi.xmtpApi.sendToConversation(id, 'aria', { agent_id: 'admin-sdk', content: text });
      await mi.credits.add(id, { amount: 1, reason: text });
      await aria.employees.logStatusEvent(id, 'aria', { type: 'note', message: text });
    }
    for (const name of [HOSTILE.attribute, HOSTILE.bidi, HOSTILE.proto, `hostile ${HOSTILE.emoji}`]) {
      await mi.files.upload(id, name, Buffer.from(HOSTILE.markup));
    }
  });
  afterAll(() => dashboard?.close());
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });

  async function expectGood(page: Page): Promise<void> {
    expect(await injectionsIn(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
  }

  test.each(LOOKS)(
    'behavior: every page is inert, fits and has no barriers ($width, $colorScheme)',
    async (look) => {
      const page = await dashboard.open('', look);
      await page.getByRole('link', { name: '__proto__' }).waitFor();
      await expectGood(page);
      for (const [path, text] of Object.entries(PAGES)) {
        await page.goto(`${dashboard.emulator.dashboardEndpoint}/#/offices/${id}${path}`);
        await page.locator('main').getByText(text).first().waitFor();
        await expectGood(page);
      }
    },
  );

  test.each(LOOKS)('behavior: details and dialogs too ($width, $colorScheme)', async (look) => {
    const page = await dashboard.open(`offices/${id}/tasks/${taskId}`, look);
    await page.getByRole('dialog').getByText('No progress is recorded yet.').waitFor();
    await expectGood(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New task' }).click();
    await page.getByRole('dialog', { name: 'New task' }).waitFor();
    await expectGood(page);
    await page.goto(
      `${dashboard.emulator.dashboardEndpoint}/#/offices/${id}/files/${encodeURIComponent(HOSTILE.bidi)}`,
    );
    await page.getByText(HOSTILE.markup).waitFor();
    expect(await page.getByRole('heading', { name: '[U+202E]gpj.exe' }).count()).toBe(1);
    await expectGood(page);
  });

  test('behavior: the keyboard alone creates a task and opens it', async () => {
    const page = await dashboard.open(`offices/${id}/tasks`);
    await page.getByRole('button', { name: 'New task' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'New task' }).waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // The focus is where it was.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('New task');
    const link = page.getByRole('link', { name: 'By keyboard' });
    await page.getByLabel('Filter tasks').fill('by keyboard');
    await link.waitFor();
    await page.getByRole('region', { name: 'queued tasks' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'By keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
});

describe.skipIf(isMissing('chromium'))('without content', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await startDashboard({ brain: 'none' });
  });
  afterAll(() => dashboard?.close());

  test('default: every page says what to do, without barriers', async () => {
    const { endpoint, dashboardEndpoint, apiKey } = dashboard.emulator;
    const page = await dashboard.open();
    await page.getByText('No offices yet').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    const { id } = await mi.offices.create({ name: 'acme' });
    const empty = {
      '': 'None yet',
      '/agents': 'No agents yet',
      '/tasks': 'No tasks yet',
      '/files': 'No files yet',
    };
    for (const [path, text] of Object.entries(empty)) {
      await page.goto(`${dashboardEndpoint}/#/offices/${id}${path}`);
      await page.getByText(text).waitFor();
      expect(await barriersOn(page)).toEqual([]);
    }
    await page.goto(`${dashboardEndpoint}/#/nothing/here`);
    await page.getByText('There is no such page').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    expect(dashboard.complaints).toEqual([]);
  });
});
