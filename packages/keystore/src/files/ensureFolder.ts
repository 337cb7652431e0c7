import { chmod, mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, syncFolder } from '@mitosislabs/auth/nodeFiles';
import { assertOwnFolder, folderStats } from '../permissions/assertPrivate.ts';
import { isOpenToOthers, keepsPermissions, noPermissions } from '../permissions/permissionsKept.ts';
import { ioError } from './ioError.ts';

/**
 * Makes a folder that only its owner can enter (0700), with its missing parents, or makes an existing one so.
 *
 * @param isHome - Whether it is the home folder, which may be a link.
 * @returns the folders that are new, the outermost first.
 */
export async function ensureFolder(path: string, isHome: boolean): Promise<string[]> {
  let made: string[] = [];
  try {
    made = await create(path);
    if (made.length > 0) {
      // The umask may have removed the owner's own bits.
      await makePrivate(path);
      await syncFolder(dirname(path));
      return made;
    }
    const stats = await folderStats(path, isHome);
    assertOwnFolder(path, stats);
    // The root of the file system never belongs to one user alone.
    const isOurs = process.platform !== 'win32' && dirname(path) !== path;
    if (isOurs && (stats.mode & 0o777) !== 0o700) await makePrivate(path);
    return [];
  } catch (cause) {
    await removeFolders(made);
    throw ioError('write', path, cause);
  }
}

/** Removes new folders that are still empty; another process may use one by now. */
export async function removeFolders(made: readonly string[]): Promise<void> {
  for (const path of [...made].reverse()) await rmdir(path).catch(() => undefined);
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

/** Creates a folder and its missing parents; does nothing if a file has its name. */
async function create(path: string): Promise<string[]> {
  try {
    await mkdir(path, 0o700);
    return [path];
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') return [];
    if (errno !== 'ENOENT' || dirname(path) === path) throw error;
  }
  const parents = await create(dirname(path));
  // An existing folder above keeps its mode.
  if (parents.length > 0) await chmod(dirname(path), 0o700);
  await mkdir(path, 0o700);
  return [...parents, path];
}
