import { type Emulator, type EmulatorOptions, startEmulator } from '@mitosislabs/emulator';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { connectChromium } from '../../runtimes/connectChromium.ts';

/** How a page is opened. */
interface OpenOptions {
  /** Default: light. */
  colorScheme?: 'light' | 'dark';
  /** In CSS pixels. Default: 1280. */
  width?: number;
  /** In CSS pixels. Default: 800. */
  height?: number;
  /** The control token in the link. Default: the emulator's. */
  token?: string;
  /** A browser profile to open the page in, as another tab. Default: a new one. */
  context?: BrowserContext;
}

/** The dashboard of an emulator, in a real browser. */
export interface Dashboard {
  readonly emulator: Emulator;
  /**
   * Errors of the console and of scripts, violations of the policy, dialogs, and requests to other hosts, of all pages. Each file
   * checks that there are none.
   */
  readonly complaints: string[];
  /** Waits for the one complaint, with this text, and forgets it: Chromium reports each status of an error, not always at once. */
  expectComplaint(text: string): Promise<void>;
  /** Opens the dashboard by its link with the token of the run, and goes to a page, such as `requests`. */
  open(path?: string, options?: OpenOptions): Promise<Page>;
  /** Ends the profiles that {@link Dashboard.open} created. */
  closePages(): Promise<void>;
  /** Ends the browser and the emulator. */
  close(): Promise<void>;
}

/**
 * Starts an emulator and a browser. One of each is enough for a file.
 *
 * @throws when there is no Chromium on the PATH.
 */
export async function startDashboard(options: EmulatorOptions = {}): Promise<Dashboard> {
  const [emulator, browser] = await Promise.all([
    startEmulator({ readyAfterMs: 5, ...options }),
    connectChromium(),
  ]);
  const complaints: string[] = [];
  return {
    emulator,
    complaints,
    async expectComplaint(text) {
      await expect.poll(() => complaints).toEqual([expect.stringContaining(text)]);
      complaints.length = 0;
    },
    async open(path = '', { token = emulator.controlToken, context, ...look } = {}) {
      const profile = context ?? (await newContext(browser, emulator, complaints, look));
      const page = await profile.newPage();
      // In the fragment, where no server and no referrer sees it.
      await page.goto(`${emulator.dashboardEndpoint}/#token=${token}`);
      if (path !== '') await page.goto(`${emulator.dashboardEndpoint}/#/${path}`);
      return page;
    },
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await emulator.close();
    },
  };
}

async function newContext(
  browser: Browser,
  { dashboardEndpoint }: Emulator,
  complaints: string[],
  { colorScheme = 'light', width = 1280, height = 800 }: OpenOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height },
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  // A busy machine may take long.
  context.setDefaultTimeout(120_000);
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    complaints.push(`${message.text()} ${message.location().url}`.trim());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('dialog', async (dialog) => {
    complaints.push(`A dialog opened: ${dialog.message()}`);
    await dialog.dismiss();
  });
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    const isLocal = protocol === 'data:' || protocol === 'blob:' || origin === dashboardEndpoint;
    if (!isLocal) complaints.push(`A request left for ${request.url()}`);
  });
  return context;
}
