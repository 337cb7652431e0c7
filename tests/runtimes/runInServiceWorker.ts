import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireProgram } from '@mitosislabs/tooling/programs';
import { chromium } from 'playwright-core';
import { bundle } from './bundle.ts';
import { connectChromium } from './connectChromium.ts';
import type { Outcome, Settings } from './Outcome.ts';
import { startFront } from './startFront.ts';

/** A page that starts the service worker, gives it the settings, and shows what it answers. */
const page = (type: WorkerType): string => `
const output = document.querySelector('output');
const settings = await (await fetch('/settings.json')).json();
navigator.serviceWorker.addEventListener('message', ({ data }) => { output.textContent = data; });
await navigator.serviceWorker.register('/serviceWorker.js', { type: '${type}' });
(await navigator.serviceWorker.ready).active.postMessage(settings);
`;

/** Shared with a page, so that the worker comes in parts. */
const ENTRIES = ['serviceWorker.mjs', 'page.mjs'];

/**
 * Runs the suite in a service worker of a page in Chromium, where `import()` is refused.
 *
 * @param folder - Where the packed tarballs are installed.
 * @param type - A module that imports its parts, or a classic script in one file.
 */
export async function runInServiceWorker(
  folder: string,
  settings: Settings,
  type: WorkerType,
): Promise<Outcome> {
  const scripts =
    type === 'module'
      ? await bundle(folder, ENTRIES)
      : await bundle(folder, ['serviceWorker.mjs'], { format: 'iife' });
  await using front = await startFront(settings, scripts.set('page.js', page(type)));
  const browser = await connectChromium();
  try {
    const tab = await browser.newPage();
    const failed = new Promise<never>((_, reject) => {
      tab.on('pageerror', reject);
      tab.on('crash', () => reject(new Error('The page crashed.')));
    });
    failed.catch(() => undefined);
    await tab.goto(front.url);
    const output = tab.locator('output:not(:empty)');
    await Promise.race([failed, output.waitFor({ state: 'attached', timeout: 0 })]);
    return JSON.parse((await output.textContent()) ?? '') as Outcome;
  } finally {
    await browser.close();
  }
}

/**
 * Runs the suite in the service worker of a browser extension (manifest version 3), which comes in parts.
 *
 * @param folder - Where the packed tarballs are installed.
 */
export async function runInExtension(folder: string, settings: Settings): Promise<Outcome> {
  await using front = await startFront(settings, new Map());
  const top = await mkdtemp(join(tmpdir(), 'mitosis-extension-'));
  try {
    const extension = join(top, 'extension');
    await mkdir(extension);
    for (const [name, text] of await bundle(folder, ENTRIES)) await writeFile(join(extension, name), text);
    const manifest = {
      manifest_version: 3,
      name: 'Mitosis SDK',
      version: '1.0',
      background: { service_worker: 'serviceWorker.js', type: 'module' },
      host_permissions: ['http://127.0.0.1/*'],
    };
    await writeFile(join(extension, 'manifest.json'), JSON.stringify(manifest));
    const context = await chromium.launchPersistentContext(join(top, 'profile'), {
      executablePath: requireProgram('chromium'),
      // Headless as Chromium has it by itself: the one of Playwright loads no extensions.
      headless: false,
      args: ['--headless=new', `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    });
    try {
      const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
      const own = {
        ...settings,
        endpoint: front.url,
        dashboardEndpoint: front.url,
        probe: `${front.url}/probe`,
      };
      const result = await worker.evaluate(
        (all) => (globalThis as unknown as { runSuite(settings: unknown): Promise<string> }).runSuite(all),
        own,
      );
      return JSON.parse(result) as Outcome;
    } finally {
      await context.close();
    }
  } finally {
    await rm(top, { recursive: true, force: true, maxRetries: 3 });
  }
}
