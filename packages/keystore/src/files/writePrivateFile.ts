import { dirname } from 'node:path';
import { LockBusyError, LockLostError, writeAtomically } from '@mitosislabs/auth/nodeFiles';
import { assertKeepsMode } from '../permissions/assertPrivate.ts';
import { ioError } from './ioError.ts';
import { linkTarget } from './privateFile.ts';
import { busyError, type HeldLock } from './whileLocked.ts';

/**
 * Writes a file that only its owner can read (0600). A symbolic link stays, and the file behind it is replaced. If the process
 * dies, the file has the old content or the new.
 *
 * @param mode - `create` never replaces a file.
 * @param lock - The lock of the file, when the caller holds it.
 * @returns `false` when the file exists, and `mode` is `create`.
 */
export async function writePrivateFile(
  name: string,
  content: string | Uint8Array,
  mode: 'replace' | 'create',
  lock?: HeldLock,
): Promise<boolean> {
  const path = mode === 'replace' ? await linkTarget(name) : name;
  try {
    return await writeAtomically(path, content, {
      overwrite: mode === 'replace',
      lock: lock?.inner,
      check: (stats) => assertKeepsMode(stats, dirname(path)),
    });
  } catch (cause) {
    // On a file system without hard links, a new file needs the lock.
    if (cause instanceof LockBusyError) throw busyError(path, 'key', cause);
    if (!(cause instanceof LockLostError)) throw ioError('write', path, cause);
    if (lock) throw cause;
    return writePrivateFile(path, content, mode);
  }
}
