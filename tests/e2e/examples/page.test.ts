import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { isMissing } from '@mitosislabs/tooling/programs';
import { createServer } from 'vite';
import { expect, test } from 'vitest';
import { connectChromium } from '../../runtimes/connectChromium.ts';
import { barriersOn, overflowOf } from '../dashboard/checks.ts';
import { examples } from './startExample.ts';

test.skipIf(isMissing('chromium'))(
  'default: browser-page talks with an agent, and shows text as text',
  async () => {
    const seed = { offices: [{ name: 'acme', agents: [{ name: 'aria' }] }] };
    await using emulator = await startEmulator({ readyAfterMs: 5, seed });
    const target = emulator.endpoint;
    const cacheDir = await mkdtemp(join(tmpdir(), 'mitosis-page-'));
    // The settings that the page's comment names.
    const vite = await createServer({
      root: examples,
      configFile: false,
      logLevel: 'silent',
      cacheDir,
      server: {
        host: '127.0.0.1',
        port: 0,
        proxy: { '/api': { target, changeOrigin: true, headers: { origin: target } } },
      },
    });
    await vite.listen();
    const browser = await connectChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
      page.setDefaultTimeout(120_000);
      const left: string[] = [];
      page.on('request', (request) => {
        if (new URL(request.url()).hostname !== '127.0.0.1') left.push(request.url());
      });
      const [url] = vite.resolvedUrls?.local ?? [];
      await page.goto(`${url}browser-page.html`);
      await page.getByLabel('API key').fill(emulator.apiKey);
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByLabel('Message', { exact: true }).fill('<b>hello</b>');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('aria: aria here. You said: <b>hello</b>', { exact: true }).waitFor();
      expect(await barriersOn(page)).toEqual([]);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      expect(left).toEqual([]);
    } finally {
      await browser.close();
      await vite.close();
      await rm(cacheDir, { recursive: true, force: true });
    }
  },
);
