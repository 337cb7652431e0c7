import { link, lstat, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { whileLocked } from '../lock/whileLocked.ts';
import { errnoOf } from './errnoOf.ts';
import { ioError } from './ioError.ts';
import { syncFolder } from './syncFolder.ts';
import { temporaryName } from './temporaryName.ts';
import { writeNewFile } from './writeNewFile.ts';

/** What a file system without hard links answers. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

/**
 * Writes a file that only its owner can read (0600), so that whoever looks, whenever the process dies, finds the old
 * content or the new: written under another name, synced, renamed, and the folder synced.
 *
 * @param mode - `create` never replaces a file.
 * @returns `false` when there is such a file, and `mode` is `create`.
 */
export async function writePrivateFile(
  path: string,
  content: string | Uint8Array,
  mode: 'replace' | 'create',
): Promise<boolean> {
  const temporary = join(dirname(path), temporaryName());
  try {
    try {
      await writeNewFile(temporary, content);
      const written =
        mode === 'replace'
          ? await rename(temporary, path).then(() => true)
          : await claim(temporary, path, content);
      await syncFolder(dirname(path));
      return written;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (cause) {
    throw ioError('write', path, cause);
  }
}

/** Gives a file its name, unless that is taken. A link is refused for a taken name; a rename would replace. */
async function claim(temporary: string, path: string, content: string | Uint8Array): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'EEXIST') return false;
    if (!NO_LINKS.has(errno)) throw error;
    // Between the look and the write somebody else could give the name away.
    return whileLocked(path, 'key', async (lock) => {
      if (await isTaken(path)) return false;
      await lock.replace(path, content);
      return true;
    });
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
