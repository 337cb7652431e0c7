import { startEmulator } from '@mitosislabs/emulator';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barriersOn } from './checks.ts';
import { type Dashboard, startDashboard } from './startDashboard.ts';

describe.skipIf(isMissing('chromium'))('the connection to the emulator', () => {
  let dashboard: Dashboard;
  beforeEach(async () => {
    // Requests of clients fail; those of the dashboard do not.
    dashboard = await startDashboard({ brain: 'none', faults: () => 503 });
  });
  afterEach(async () => {
    await dashboard.close();
    // Chromium reports each status of an error, and each connection that it does not get.
    expect(dashboard.complaints.filter((text) => !text.includes('Failed to load resource'))).toEqual([]);
  });

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
  const link = () => `${dashboard.emulator.dashboardEndpoint}/#token=${dashboard.emulator.controlToken}`;

  test('default: the link opens the dashboard, and the token leaves the address and stays in the profile', async () => {
    const page = await dashboard.open();
    await heading(page, 'Offices').waitFor();
    expect(page.url()).not.toContain(dashboard.emulator.controlToken);
    await page.reload();
    await heading(page, 'Offices').waitFor();
    const other = await page.context().newPage();
    await other.goto(`${dashboard.emulator.dashboardEndpoint}/#/clock`);
    await heading(other, 'Clock').waitFor();
  });

  test('error: without a token, a page says how to get it, and takes it or the whole link', async () => {
    const { dashboardEndpoint, controlToken } = dashboard.emulator;
    for (const pasted of [link(), controlToken]) {
      const page = await dashboard.open();
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await heading(page, 'Open the link that mi dev prints').waitFor();
      expect(await barriersOn(page)).toEqual([]);
      const field = page.getByLabel('Link or control token');
      await field.fill('mi_emulator?');
      await page.keyboard.press('Enter');
      await page.getByText('This is neither a control token nor a link with one.').waitFor();
      await field.fill(`  ${pasted}\n`);
      await page.keyboard.press('Enter');
      await heading(page, 'Offices').waitFor();
      expect(page.url()).toBe(`${dashboardEndpoint}/#/`);
    }
  });

  test('error: a token of another run is refused; a new link in another tab helps both', async () => {
    const page = await dashboard.open('', { token: 'x'.repeat(43) });
    await heading(page, 'The emulator has restarted').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    const other = await page.context().newPage();
    await other.goto(link());
    await heading(other, 'Offices').waitFor();
    await heading(page, 'Offices').waitFor();
  });

  test('error: an emulator that is gone is reported; when it is back, a new link is asked for', async () => {
    await dashboard.close();
    dashboard = await startElsewhere();
    const { emulator } = dashboard;
    const { offices } = await emulator.control.seed({
      offices: [{ name: 'acme', agents: [{ name: 'aria' }] }],
    });
    const page = await dashboard.open(`offices/${offices['acme']?.id}/agents`);
    await page.getByRole('link', { name: 'aria' }).waitFor();
    await emulator.close();
    await page.getByText('The emulator does not respond.').first().waitFor();
    // The last known state stays.
    await page.getByRole('link', { name: 'aria' }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    const portOf = (endpoint: string) => Number(new URL(endpoint).port);
    const next = await startEmulator({
      brain: 'none',
      port: portOf(emulator.endpoint),
      dashboardPort: portOf(emulator.dashboardEndpoint),
    });
    await heading(page, 'The emulator has restarted').waitFor();
    await page.goto(`${next.dashboardEndpoint}/#token=${next.controlToken}`);
    await page.getByText('No offices yet').waitFor();
    await next.close();
  });
});

/** Starts a dashboard on ports that no system assigns by itself: no other program takes them while the emulator is gone. */
async function startElsewhere(): Promise<Dashboard> {
  for (;;) {
    const port = 20_000 + 2 * Math.floor(Math.random() * 5_000);
    try {
      return await startDashboard({ brain: 'none', port, dashboardPort: port + 1 });
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'port_unavailable') throw error;
    }
  }
}
