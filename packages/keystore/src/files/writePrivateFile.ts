import { link, lstat, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FolderLock } from '../lock/FolderLock.ts';
import { whileLocked } from '../lock/whileLocked.ts';
import { errnoOf, ioError } from './ioError.ts';
import { syncFolder } from './syncFolder.ts';
import { temporaryName } from './temporaryName.ts';
import { writeNewFile } from './writeNewFile.ts';

/** The errors of a file system without hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

/**
 * Writes a file that only its owner can read (0600). Whenever the process dies, the file has the old content or the new: it is written
 * under another name, synced and renamed, and the folder is synced.
 *
 * @param mode - `create` never replaces a file.
 * @param lock - The lock of the file, when the caller holds it.
 * @returns `false` when the file exists, and `mode` is `create`.
 */
export async function writePrivateFile(
  path: string,
  content: string | Uint8Array,
  mode: 'replace' | 'create',
  lock?: FolderLock,
): Promise<boolean> {
  const temporary = join(dirname(path), temporaryName());
  try {
    try {
      await writeNewFile(temporary, content);
      const written =
        mode === 'replace'
          ? await rename(temporary, path).then(() => true)
          : await claim(temporary, path, content, lock);
      await syncFolder(dirname(path)).catch(async (error: unknown) => {
        // A new file is not left behind. A replaced one stays: its old content is gone.
        if (mode === 'create' && written) await rm(path, { force: true });
        throw error;
      });
      return written;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (cause) {
    throw ioError('write', path, cause);
  }
}

/** Gives a file its name unless that is taken. A hard link fails for a taken name, where a rename would replace. */
async function claim(
  temporary: string,
  path: string,
  content: string | Uint8Array,
  held: FolderLock | undefined,
): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'EEXIST') return false;
    if (!NO_LINKS.has(errno)) throw error;
    // Without hard links, the lock keeps others from taking the name between the check and the write.
    const write = async (lock: FolderLock): Promise<boolean> => {
      if (await isTaken(path)) return false;
      await lock.replace(path, content);
      return true;
    };
    return held ? write(held) : whileLocked(path, 'key', write);
  }
}

async function isTaken(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
