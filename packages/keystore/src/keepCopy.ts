import { writePrivateFile } from './writePrivateFile.ts';

/**
 * Keeps bytes in a file of their own beside the one that they came from: `<path>.<word>-1`, or the next number that is
 * free.
 *
 * @returns the path of the copy.
 */
export async function keepCopy(path: string, word: string, bytes: Uint8Array): Promise<string> {
  for (let number = 1; ; number++) {
    const copy = `${path}.${word}-${number}`;
    if (await writePrivateFile(copy, bytes, 'create')) return copy;
  }
}
