import { readFile, stat } from 'node:fs/promises';
import { UsageError } from '../errors/UsageError.ts';
import { noSuchFile } from './noSuchFile.ts';

/** Reads a whole file. Anything but a regular file is refused before it is opened: a pipe would never end. */
export async function readRegularFile(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(noSuchFile(path));
  if (!found.isFile()) {
    throw new UsageError(`${path} is ${found.isDirectory() ? 'a folder' : 'no regular file'}`, {
      hint: found.isDirectory() ? 'Pack it first, or upload its files one by one.' : undefined,
    });
  }
  return readFile(path);
}
