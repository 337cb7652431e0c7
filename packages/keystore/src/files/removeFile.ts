import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, syncFolder } from '@mitosislabs/auth/nodeFiles';
import { ioError } from './ioError.ts';
import { followOwnLinks } from './ownLink.ts';

/**
 * Removes a file, and the file behind a symbolic link of this user. Flushes the folder, so that the removal survives a power failure.
 *
 * @returns whether there was one.
 */
export async function removeFile(path: string): Promise<boolean> {
  try {
    const target = await followOwnLinks(path);
    if (target !== undefined && target !== path) await removeFile(target);
    await unlink(path);
    await syncFolder(dirname(path));
    return true;
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return false;
    throw ioError('write', path, cause);
  }
}
