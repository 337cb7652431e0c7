import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { barriersOn, injectionsIn, overflowOf } from './checks.ts';
import { HOSTILE } from './hostile.ts';
import { operationCount } from './operationCount.ts';
import { type Dashboard, startDashboard } from './startDashboard.ts';

const LOOKS = [
  { width: 360, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 1920, colorScheme: 'light' },
] as const;

describe.skipIf(isMissing('chromium'))('with hostile names', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await startDashboard();
    const { control, endpoint, apiKey } = dashboard.emulator;
    for (const text of Object.values(HOSTILE)) {
      const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
      const body = JSON.stringify({ title: text });
      const target = `${endpoint}/api/v1/offices/${encodeURIComponent(text.slice(0, 1_000))}/tasks`;
      await fetch(target, { method: 'POST', headers, body });
      await control.faults.add({ fault: { dateSkewMs: 1 }, caller: text, agent: text });
    }
    for (const name of [HOSTILE.markup, HOSTILE.bidi, HOSTILE.emoji, 'x'.repeat(200)]) {
      await control.snapshot(name);
    }
    await control.clock.advance(90_000);
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
      const page = await dashboard.open('requests', look);
      const rows = page.locator('.log-rows .log-row');
      await rows.nth(10).waitFor();
      await expectGood(page);
      for (const index of [0, 2, 6, 9]) {
        await rows.nth(index).click();
        await page.getByRole('region', { name: 'Request', exact: true }).getByText('Response body').waitFor();
        expect(await injectionsIn(page)).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
        if (index === 0) expect(await barriersOn(page)).toEqual([]);
        await page.getByRole('button', { name: 'Close' }).click();
      }
      const goTo = (path: string) => page.goto(`${dashboard.emulator.dashboardEndpoint}/#/${path}`);
      await goTo('faults');
      await page.locator('.rule').nth(10).waitFor();
      await expectGood(page);
      await page
        .getByRole('button', { name: /^Copy rule/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await expectGood(page);
      await goTo('clock');
      await page.locator('.clock-time').waitFor();
      await expectGood(page);
      await goTo('state');
      await page
        .getByRole('button', { name: /^Restore / })
        .nth(3)
        .waitFor();
      await expectGood(page);
      await page
        .getByRole('button', { name: /^Restore / })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await expectGood(page);
      await goTo('reference?operation=employees.hire');
      await page.getByRole('heading', { name: 'employees.hire' }).waitFor();
      await page.getByText('Body: HireRequest').click();
      await expectGood(page);
      await goTo('reference');
      await page.getByText(`${operationCount} operations`).waitFor();
      await expectGood(page);
      // The dashboard itself is not in the log.
      expect(await dashboard.emulator.control.log.requests({ target: 'openapi.json' })).toEqual([]);
    },
  );
});
