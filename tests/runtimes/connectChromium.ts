import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/**
 * Connects to the Chromium of all test files: a start costs half a second of CPU time more. What a connection opens is its own, and ends
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
