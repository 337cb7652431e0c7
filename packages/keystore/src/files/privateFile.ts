import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { lstat, readlink, realpath, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errnoOf, syncFolder } from '@mitosislabs/auth/nodeFiles';
import { KeystoreError } from '../KeystoreError.ts';
import {
  assertPrivateFile,
  assertPrivateFolder,
  shellQuote,
  unsafeFile,
} from '../permissions/assertPrivate.ts';
import { ioError } from './ioError.ts';

// A private file may be a symbolic link of this user. The calls that every read makes are synchronous: Node's thread pool takes
// longer to start than they take together.

/** How many links may lead to a file, as on Linux. */
const LONGEST_CHAIN = 40;
// Not on Windows. Without O_NONBLOCK, opening a pipe without a writer would hang.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** The errors of opening links and sockets. */
const NO_FILE = new Set(['ELOOP', 'EMLINK', 'ENXIO', 'EOPNOTSUPP', 'ENOTSUP']);

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

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * Reads a file that others must not read, or that a symbolic link of this user leads to. Checks the opened file, so that it
 * cannot be swapped in between.
 *
 * @param onReadable - Called with the mode of a file that others can read and not write. Default: such a file is refused.
 * @returns its bytes, at most `limit` + 1 of them; `undefined` when there is no such file.
 */
export async function readPrivateFile(
  name: string,
  limit: number,
  onReadable?: (mode: number) => void,
): Promise<Buffer | undefined> {
  const path = await linkTarget(name);
  try {
    const file = openSync(path, FLAGS);
    try {
      await assertPrivateFile(path, async () => fstatSync(file), onReadable);
      const bytes = Buffer.alloc(limit + 1);
      let length = 0;
      for (;;) {
        const bytesRead = readSync(file, bytes, length, bytes.length - length, null);
        if (bytesRead === 0) return bytes.subarray(0, length);
        length += bytesRead;
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    const errno = errnoOf(cause) ?? '';
    if (errno === 'ENOENT') return undefined;
    if (errno === 'EACCES') await throwDenied(path, cause);
    if (!NO_FILE.has(errno)) throw ioError('read', path, cause);
    const file = shellQuote(path);
    throw new KeystoreError(
      'unsafe_file',
      path,
      `${path} is not used: it is a link, or no regular file (${errno}).`,
      { hint: `Move it away: mv -i ${file} ${file}.old`, cause },
    );
  }
}

/** Throws the error for a file that may not be opened, with the command that repairs it. */
async function throwDenied(path: string, cause: unknown): Promise<never> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) throw ioError('read', path, cause, `chmod 700 ${shellQuote(dirname(path))}`);
  await assertPrivateFile(path, () => lstat(path));
  throw ioError('read', path, cause, `chmod 600 ${shellQuote(path)}`);
}

/**
 * Removes a file, and the file behind a symbolic link of this user. Flushes the folder: the removal survives a power failure.
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
