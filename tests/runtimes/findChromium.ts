import { findProgram } from '@mitosislabs/tooling/programs';

/**
 * The path of this machine's Chromium.
 *
 * @throws when there is none on the PATH.
 */
export function findChromium(): string {
  const file = findProgram('chromium');
  if (file === undefined) throw new Error('Chromium is not installed: apt-get install chromium');
  return file;
}
