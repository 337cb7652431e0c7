import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

const texts = new Map<string, Promise<string>>();

/**
 * A text that takes long to find: found once a run, also for the other test files.
 *
 * @param name - Of a file.
 */
export function onceARun(name: string, find: () => Promise<string>): Promise<string> {
  const known = texts.get(name) ?? foundIn(join(inject('packedFolder'), `.${name}`), find);
  texts.set(name, known);
  return known;
}

async function foundIn(file: string, find: () => Promise<string>): Promise<string> {
  const written = await readFile(file, 'utf8').catch(() => undefined);
  if (written !== undefined) return written;
  const text = await find();
  // Another file that looks meanwhile finds the same. A name appears with its text.
  await writeFile(`${file}.${process.pid}`, text);
  await rename(`${file}.${process.pid}`, file);
  return text;
}
