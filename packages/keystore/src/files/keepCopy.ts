import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ioError } from './ioError.ts';
import { writePrivateFile } from './writePrivateFile.ts';

/**
 * Writes a copy of a file's content beside it: `<path>.<word>-1`, or the number after the last one.
 *
 * @returns the path of the copy.
 */
export async function keepCopy(path: string, word: string, bytes: Uint8Array): Promise<string> {
  for (let number = (await lastNumber(path, word)) + 1; ; number++) {
    const copy = `${path}.${word}-${number}`;
    if (await writePrivateFile(copy, bytes, 'create')) return copy;
  }
}

async function lastNumber(path: string, word: string): Promise<number> {
  const names = await readdir(dirname(path)).catch((cause: unknown) => {
    throw ioError('read', dirname(path), cause);
  });
  const start = `${basename(path)}.${word}-`;
  const numbers = names.map((name) => (name.startsWith(start) ? name.slice(start.length) : ''));
  return Math.max(0, ...numbers.filter((digits) => /^[1-9]\d{0,8}$/.test(digits)).map(Number));
}
