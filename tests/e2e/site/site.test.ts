import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import type { TestServer } from '@mitosislabs/tooling/serve';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectChromium } from '../../runtimes/connectChromium.ts';
import { barriersOn, overflowOf } from '../dashboard/checks.ts';
import { dist, startSite } from './startSite.ts';

/** One page of each kind. */
const KINDS = {
  home: '/',
  guide: '/guides/errors-and-retries.html',
  'guide with wide tables': '/guides/security.html',
  package: '/packages/agent.html',
  group: '/api/employees.html',
  command: '/cli/mi-agents.html',
  errors: '/errors.html',
  examples: '/examples/',
};

beforeAll(() => {
  if (!existsSync(dist)) throw new Error('The site is not built: run `pnpm site`.');
});

test('behavior: every link within the site leads to a page, and to a heading on it', async () => {
  const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.html'));
  expect(files.length).toBeGreaterThan(90);
  const pages = new Map<string, string>();
  for (const file of files) pages.set(`/${file}`, await readFile(join(dist, file), 'utf8'));
  const broken: string[] = [];
  let count = 0;
  for (const [page, html] of pages) {
    // Links of the text: the sidebar is made of the same pages on each.
    for (const [, href = ''] of html.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      count++;
      const [path = '', fragment] = href.split('#');
      const full = path === '' ? page : path.startsWith('/') ? path : join(dirname(page), path);
      const target = pages.get(full.endsWith('/') ? `${full}index.html` : full);
      const isThere = target && (!fragment || target.includes(`id="${decodeURIComponent(fragment)}"`));
      if (!isThere && fragment !== 'VPContent') broken.push(`${page}: ${href}`);
    }
  }
  expect([...new Set(broken)]).toEqual([]);
  expect(count).toBeGreaterThan(1_000);
});

test('behavior: no page, style or script names another host to load from', async () => {
  const files = (await readdir(dist, { recursive: true })).filter((file) => /\.(html|css)$/.test(file));
  const loads = /(?:<(?:script|img|iframe|source)[^>]+src|<link[^>]+href|url\()=?["']?(https?:[^"')\s>]+)/g;
  const foreign: string[] = [];
  for (const file of files)
    for (const [, url] of (await readFile(join(dist, file), 'utf8')).matchAll(loads))
      foreign.push(`${file}: ${url}`);
  expect(foreign).toEqual([]);
});

describe.skipIf(isMissing('chromium'))('in Chromium', () => {
  let site: TestServer;
  let browser: Browser;
  /** Errors of the console and of requests, and requests to other hosts. */
  const complaints: string[] = [];

  beforeAll(async () => {
    site = await startSite();
    browser = await connectChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(path: string, colorScheme: 'light' | 'dark', width: number): Promise<Page> {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    context.setDefaultTimeout(120_000);
    context.on('weberror', (error) => complaints.push(`${path}: ${error.error()}`));
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(site.url) && !url.startsWith('data:')) complaints.push(`${path} asked for ${url}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${path}: ${response.status()} ${response.url()}`);
    });
    const page = await context.newPage();
    await page.goto(site.url + path, { waitUntil: 'networkidle' });
    return page;
  }

  for (const [kind, path] of Object.entries(KINDS)) {
    test.each([
      ['light', 1280],
      ['dark', 360],
    ] as const)(
      `behavior: ${kind}, %s, %i px wide, has no barriers, and does not scroll sideways`,
      async (scheme, width) => {
        const page = await open(path, scheme, width);
        expect(await page.locator('html.dark').count()).toBe(scheme === 'dark' ? 1 : 0);
        expect(await barriersOn(page)).toEqual([]);
        expect(await overflowOf(page)).toBeLessThanOrEqual(0);
        await page.context().close();
      },
    );
  }

  test('behavior: the search finds the guide on retries', async () => {
    const page = await open('/', 'light', 1280);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('combobox').fill('retries');
    await page.locator('.results a').filter({ hasText: 'Errors and retries' }).first().click();
    await page.waitForURL(/errors-and-retries/);
    await page.context().close();
  });

  for (const width of [1280, 360]) {
    test.each(['light', 'dark'] as const)(
      `behavior: the open search has no barriers, ${width} px wide, %s`,
      async (scheme) => {
        const page = await open(KINDS.guide, scheme, width);
        await page.getByRole('button', { name: 'Search' }).click();
        const dialog = page.getByRole('dialog', { name: 'Search' });
        await dialog.waitFor();
        expect(await barriersOn(page)).toEqual([]);
        await page.getByRole('combobox').fill('retries');
        await dialog.getByRole('option').nth(3).waitFor();
        await page.keyboard.press('ArrowDown');
        expect(await dialog.getByRole('option', { selected: true }).count()).toBe(1);
        expect(await barriersOn(page)).toEqual([]);
        expect(await overflowOf(page)).toBeLessThanOrEqual(0);
        const toggle = dialog.getByRole('button', { name: 'Display detailed list' });
        if (await toggle.isVisible()) {
          await toggle.click();
          await dialog.locator('.excerpt').first().waitFor();
          expect(await barriersOn(page)).toEqual([]);
        }
        await page.getByRole('combobox').fill('zzzzzz');
        await dialog.getByText('No results for').waitFor();
        expect(await barriersOn(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
        await page.context().close();
      },
    );
  }

  test('behavior: a telephone reaches every guide through the menu', async () => {
    const page = await open('/guides/files.html', 'light', 360);
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await page.waitForURL(/sessions/);
    await page.context().close();
  });

  test('behavior: no page asks another host, or fails to load a part', () => {
    expect(complaints).toEqual([]);
  });
});
