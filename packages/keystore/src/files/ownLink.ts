import { lstatSync, type Stats } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errnoOf } from '@mitosislabs/auth/nodeFiles';
import { assertPrivateFolder, shellQuote, unsafeFile } from '../permissions/assertPrivate.ts';
import { ioError } from './ioError.ts';

// The calls that every read makes are synchronous: Node's thread pool takes longer to start than they take together.

/** How many links may lead to a file, as on Linux. */
const LONGEST_CHAIN = 40;

/**
 * Follows symbolic links to a file or folder.
 *
 * @returns the path behind them, which may not exist; `undefined` when a link belongs to another user than this one or root.
 */
export async function followOwnLinks(path: string): Promise<string | undefined> {
  let target = path;
  for (let links = 0; links < LONGEST_CHAIN; links++) {
    const stats = statsOf(target);
    if (!stats?.isSymbolicLink()) return target;
    const uid = process.geteuid?.();
    if (uid !== undefined && stats.uid !== uid && stats.uid !== 0) return undefined;
    // The text of a link counts from the real folder that the link is in.
    target = resolve(await realpath(dirname(target)), await readlink(target));
  }
  return undefined;
}

/**
 * Returns the file to read and write for a path: the path itself, or the file behind a symbolic link of this user. The folder
 * of that file must be private too. Check the file when it is open.
 */
export async function linkTarget(path: string): Promise<string> {
  try {
    const target = await followOwnLinks(path);
    if (target === path) return path;
    const file = shellQuote(path);
    const hint = `Move it away: mv -i ${file} ${file}.old`;
    if (target === undefined) throw unsafeFile(path, 'is a link of another user, or in a circle', hint);
    if (!statsOf(target)) throw unsafeFile(path, `is a link to ${target}, which does not exist`, hint);
    const folder = await realpath(dirname(target));
    await assertPrivateFolder(folder, await stat(folder));
    return join(folder, basename(target));
  } catch (cause) {
    // Opening it fails as well, and says why.
    if (errnoOf(cause) === 'EACCES') return path;
    throw ioError('read', path, cause);
  }
}

/** Returns the stats of a folder: of the one behind it, if it is a link of this user or of root. */
export async function folderStats(path: string): Promise<Stats> {
  const stats = lstatSync(path);
  if (!stats.isSymbolicLink()) return stats;
  return (await followOwnLinks(path)) === undefined ? stats : stat(path);
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
