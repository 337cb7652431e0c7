import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, ioError } from './ioError.ts';
import { syncFolder } from './syncFolder.ts';

/**
 * Removes a file, and makes that last through a loss of power.
 *
 * @returns whether there was one.
 */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await unlink(path);
    await syncFolder(dirname(path));
    return true;
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return false;
    throw ioError('write', path, cause);
  }
}
