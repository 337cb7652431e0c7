import { bundle } from './bundle.ts';
import { connectChromium } from './connectChromium.ts';
import type { Outcome, Settings } from './Outcome.ts';
import { startFront } from './startFront.ts';

/**
 * Runs the suite on a page in Chromium, from one origin, under a policy that allows nothing else.
 *
 * @param folder - Where the packed tarballs are installed.
 * @throws when there is no Chromium on the PATH.
 */
export async function runInChromium(folder: string, settings: Settings): Promise<Outcome> {
  await using front = await startFront(settings, await bundle(folder, ['page.mjs']));
  const browser = await connectChromium();
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
