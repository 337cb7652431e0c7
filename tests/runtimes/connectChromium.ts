import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/**
 * Connects to the Chromium of all test files: each start of one takes 1.5 s of CPU time. What a connection opens is its own, and ends
 * with it; the clipboard is common.
 *
 * @throws when there is no Chromium on the PATH.
 */
export async function connectChromium(): Promise<Browser> {
  const response = await fetch(inject('chromiumServer'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return chromium.connect(text);
}
