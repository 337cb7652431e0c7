import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { bundle } from './bundle.ts';
import type { Outcome, Settings } from './Outcome.ts';
import { startFront } from './startFront.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Runs the suite on a page in Chromium, from one origin, under a policy that allows nothing else.
 *
 * @param folder - Where the packed tarballs are installed.
 * @throws when there is no Chromium on the PATH.
 */
export async function runInChromium(folder: string, settings: Settings): Promise<Outcome> {
  const executablePath = await findChromium();
  await using front = await startFront(settings, await bundle(folder, 'page.mjs'));
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage();
    const failed = new Promise<never>((_, reject) => {
      page.on('pageerror', reject);
      page.on('crash', () => reject(new Error('The page crashed.')));
    });
    const output = page.locator('output:not(:empty)');
    await Promise.race([
      failed,
      page.goto(front.url).then(() => output.waitFor({ state: 'attached', timeout: 0 })),
    ]);
    return JSON.parse((await output.textContent()) ?? '') as Outcome;
  } finally {
    await browser.close();
  }
}

async function findChromium(): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const file = join(folder, name);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  throw new Error(
    `There is no Chromium on the PATH (${NAMES.join(', ')}), and the suite runs in a real browser too. ` +
      'Install it: `apt-get install chromium` on Debian and Ubuntu, or the package of that name on your system.',
  );
}
