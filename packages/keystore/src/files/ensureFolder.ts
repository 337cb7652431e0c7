import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assertOwnFolder, folderStats } from './assertPrivate.ts';
import { errnoOf } from './errnoOf.ts';
import { ioError } from './ioError.ts';
import { isOpenToOthers, keepsPermissions, noPermissions } from './permissionsKept.ts';
import { syncFolder } from './syncFolder.ts';

/**
 * Creates a folder that only its owner can enter (0700), or changes an existing one so. Creates missing parents too.
 *
 * @param isHome - Whether it is the home folder, which may be a link.
 */
export async function ensureFolder(path: string, isHome: boolean): Promise<void> {
  try {
    if (await create(path)) {
      // The umask may have taken away the owner's own bits.
      await makePrivate(path);
      await syncFolder(dirname(path));
      return;
    }
    const stats = await folderStats(path, isHome);
    assertOwnFolder(path, stats);
    // The root of the file system is never for one user alone.
    const isOurs = process.platform !== 'win32' && dirname(path) !== path;
    if (isOurs && (stats.mode & 0o777) !== 0o700) await makePrivate(path);
  } catch (cause) {
    throw ioError('write', path, cause);
  }
}

/** Removes others' access to a folder, and checks that it worked. */
async function makePrivate(path: string): Promise<void> {
  try {
    await chmod(path, 0o700);
  } catch (cause) {
    throw (await keepsPermissions(path)) ? cause : noPermissions(path, cause);
  }
  if (isOpenToOthers(await stat(path))) throw noPermissions(path);
}

/** Whether the folder was made: `false` when something has its name already. */
async function create(path: string): Promise<boolean> {
  try {
    await mkdir(path, 0o700);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') return false;
    if (errno !== 'ENOENT' || dirname(path) === path) throw error;
  }
  // Only a folder that was made here is given a mode: one that was there is none of our business.
  if (await create(dirname(path))) await chmod(dirname(path), 0o700);
  await mkdir(path, 0o700);
  return true;
}
