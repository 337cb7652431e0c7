import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendAtOnce } from './sendAtOnce.ts';
import { type Dashboard, startDashboard } from './startDashboard.ts';

const run = promisify(execFile);

describe.skipIf(isMissing('chromium'))('the request log', () => {
  let dashboard: Dashboard;
  let page: Page;
  let officeId: string;
  beforeAll(async () => {
    dashboard = await startDashboard();
    const { id } = await (await api('POST', '/api/v1/offices', { name: 'acme' })).json();
    officeId = id;
  });
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    await dashboard.emulator.control.log.clear();
    page = await dashboard.open('requests');
    await count('0 requests');
  });
  afterEach(async () => {
    await dashboard.closePages();
    expect(dashboard.complaints.splice(0)).toEqual([]);
  });
  function api(method: string, path: string, body?: unknown): Promise<Response> {
    const { endpoint, apiKey } = dashboard.emulator;
    return fetch(endpoint + path, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  const createTask = (title: string) => api('POST', `/api/v1/offices/${officeId}/tasks`, { title });
  const count = (text: string) => page.getByText(text, { exact: true }).waitFor();
  const rows = () => page.locator('.log-rows .log-row');
  const detail = () => page.getByRole('region', { name: 'Request', exact: true });

  test('default: shows requests as they come, with the exact error; filters narrow them', async () => {
    await createTask('one');
    await api('GET', `/api/v1/offices/${officeId}/tasks`);
    await api('GET', '/api/v1/offices/unknown/tasks');
    await count('3 requests');
    await rows().first().filter({ hasText: '404' }).waitFor();
    await page.getByLabel('Operation').selectOption('tasks.create');
    await count('1 of 3 requests');
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await page.getByLabel('Unexpected').check();
    await count('1 of 3 requests');
    await rows().first().click();
    await detail().getByText('There is no office unknown.').first().waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await page.getByLabel('Search').fill('POST tasks');
    await count('1 of 3 requests');
    await rows().first().click();
    await detail().getByText('"title": "one"').first().waitFor();
    await detail().getByText('Request headers').click();
    await detail().getByText('content-type', { exact: true }).waitFor();
    expect(await detail().textContent()).not.toContain(dashboard.emulator.apiKey);
  });

  test('behavior: a copied command works when it is pasted, and a request can be sent again', async () => {
    await createTask(`it's\n"quoted" $HOME`);
    await count('1 request');
    await rows().first().click();
    await detail().getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied.').waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    expect(command).toContain('$MITOSIS_API_KEY');
    expect(command).not.toContain(dashboard.emulator.apiKey);
    await detail().getByRole('button', { name: 'Send again' }).click();
    await detail().getByRole('region', { name: 'Response' }).getByText('after').waitFor();
    if (!isMissing('curl')) {
      const env = { PATH: process.env['PATH'], MITOSIS_API_KEY: dashboard.emulator.apiKey };
      const { stdout } = await run('sh', ['-c', command], { env });
      expect(JSON.parse(stdout)).toMatchObject({ title: `it's\n"quoted" $HOME` });
      // Only the command is a client: what the dashboard sends is not in the log.
      await count('2 requests');
    }
    const tasks = await (await api('GET', `/api/v1/offices/${officeId}/tasks`)).json();
    const same = tasks.filter(({ title }: { title: string }) => title.startsWith(`it's`));
    expect(same).toHaveLength(isMissing('curl') ? 2 : 3);
  });

  test('behavior: by the keyboard alone; a pause holds new requests back', async () => {
    for (const title of ['a', 'b', 'c']) await createTask(title);
    await count('3 requests');
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await detail().getByText('"title": "b"').first().waitFor();
    await page.keyboard.press('End');
    await detail().getByText('"title": "a"').first().waitFor();
    await page.keyboard.press('Enter');
    await detail().locator(':focus[aria-label="Close"]').waitFor();
    await page.keyboard.press('Escape');
    await detail().waitFor({ state: 'detached' });
    await page.locator(':focus[role="grid"]').waitFor();
    await page.getByRole('button', { name: 'Pause' }).focus();
    await page.keyboard.press('Enter');
    await createTask('d');
    const resume = page.getByRole('button', { name: 'Resume (1 new)' });
    await resume.waitFor();
    await count('3 requests');
    await page.keyboard.press('Enter');
    await count('4 requests');
  });

  test('behavior: a fault that was applied is named', async () => {
    await dashboard.emulator.control.faults.add({ fault: 503, times: 1 });
    await createTask('refused');
    await rows().first().click();
    await detail().getByText('Fault:').waitFor();
    await page.getByLabel('With a fault').check();
    await count('1 request');
  });

  test('behavior: 10,000 requests scroll with few elements in the document', async ({ annotate }) => {
    const unknown = Array.from({ length: 10_000 }, (_, index) => `GET /nothing/${index}`);
    await sendAtOnce(dashboard.emulator, unknown);
    await count('10,000 requests');
    const { most, last, longest, slowest } = await page.evaluate(async () => {
      const grid = document.querySelector('.log-table') ?? document.body;
      const found = { most: 0, last: '', longest: 0, slowest: 0 };
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) found.longest = Math.max(found.longest, duration);
      }).observe({ type: 'longtask' });
      let before = performance.now();
      for (let top = 0; top < grid.scrollHeight; top += grid.scrollHeight / 120) {
        grid.scrollTop = top;
        await new Promise(requestAnimationFrame);
        found.slowest = Math.max(found.slowest, performance.now() - before);
        before = performance.now();
        found.most = Math.max(found.most, document.querySelectorAll('*').length);
      }
      grid.scrollTop = grid.scrollHeight;
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      found.last =
        [...document.querySelectorAll('.log-rows .log-row')].at(-1)?.getAttribute('aria-rowindex') ?? '';
      return found;
    });
    await annotate(
      `scrolling 10,000 requests: slowest frame ${slowest.toFixed(0)} ms, longest task ${longest.toFixed(0)} ms`,
    );
    expect(most).toBeLessThan(1_200);
    expect(last).toBe('10001');
    // Words of the filter go through all of them.
    await page.getByLabel('Search').fill('nothing/9999');
    await count('1 of 10,000 requests');
  });
});
