import type { Stats } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, isTemporaryName, temporaryName } from '@mitosislabs/auth/nodeFiles';
import { KeystoreError } from '../KeystoreError.ts';

/** The mode bit of a folder that all users share, such as /tmp. */
const STICKY = 0o1000;

/** The user of this process; `undefined` on Windows. */
const me = (): number | undefined => process.geteuid?.();

/**
 * Refuses a file that is not a regular one, is not ours, has another name elsewhere, or that others can read or write.
 *
 * @param look - Returns the file's stats.
 * @param onReadable - Called with the mode of a file that others can only read. Default: it is refused.
 */
export async function assertPrivateFile(
  path: string,
  look: () => Promise<Stats>,
  onReadable?: (mode: number) => void,
): Promise<void> {
  await assertOwnFile(path, look);
  if (me() === undefined) return;
  const { mode } = await look();
  if ((mode & 0o077) === 0) return;
  if (onReadable && (mode & 0o033) === 0) return onReadable(mode & 0o777);
  // chmod has no effect there.
  if (!(await keepsPermissions(dirname(path)))) throw noPermissions(dirname(path));
  throw openToOthers(path, mode);
}

/** Refuses a file that is not a regular one, is not ours, or has a second name elsewhere. */
export async function assertOwnFile(path: string, look: () => Promise<Stats>): Promise<void> {
  const stats = await look();
  const file = shellQuote(path);
  if (!stats.isFile()) {
    throw unsafeFile(path, 'is not a regular file', `Move it away: mv -i ${file} ${file}.old`);
  }
  const uid = me();
  if (uid === undefined) return;
  if (stats.uid !== uid) {
    throw unsafeFile(path, `belongs to user ${stats.uid}, not to you`, takeOver(uid, `chown ${uid} ${file}`));
  }
  if (stats.nlink > 1 && (await hasNameElsewhere(path, look))) {
    throw unsafeFile(
      path,
      'has a second name elsewhere (a hard link)',
      `cp ${file} ${file}.new && chmod 600 ${file}.new && mv ${file}.new ${file}`,
    );
  }
}

/** Creates the error for a file that others can read or write. */
export function openToOthers(path: string, mode: number): KeystoreError {
  const digits = (mode & 0o777).toString(8).padStart(4, '0');
  return unsafeFile(
    path,
    `can be read or written by others (mode ${digits})`,
    `chmod 600 ${shellQuote(path)}`,
  );
}

/** Refuses a folder that is a link, is not ours, or that others can put files into. */
export async function assertPrivateFolder(path: string, stats: Stats): Promise<void> {
  assertOwnFolder(path, stats);
  if (me() !== undefined && stats.mode & 0o022) {
    if (!(await keepsPermissions(path))) throw noPermissions(path);
    const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
    throw unsafeFolder(path, `can be written to by others (mode ${mode})`, `chmod 700 ${shellQuote(path)}`);
  }
}

/** Refuses a folder that is a link, or not ours. */
export function assertOwnFolder(path: string, stats: Stats): void {
  if (!stats.isDirectory()) {
    const hint = `Move it away, or set another \`basePath\`: mv -i ${shellQuote(path)} ${shellQuote(path)}.old`;
    throw unsafeFolder(path, stats.isSymbolicLink() ? 'is a link' : 'is no folder', hint);
  }
  // chmod is no solution: other users need the folder as it is.
  if (me() !== undefined && stats.mode & STICKY && stats.mode & 0o022) {
    throw unsafeFolder(path, 'is shared by all users', 'Set another `basePath`: a folder of your own.');
  }
  const uid = me();
  if (uid !== undefined && stats.uid !== uid) {
    throw unsafeFolder(
      path,
      `belongs to user ${stats.uid}, not to you`,
      takeOver(uid, `chown -R ${uid} ${shellQuote(path)}`),
    );
  }
}

/**
 * The hint for a file of another user. Root most likely runs on behalf of that user: taking the files with `sudo` would
 * lock their owner out.
 */
function takeOver(uid: number, chown: string): string {
  return uid === 0
    ? `Run it as that user, without sudo. Only when root is to have it from now on: ${chown}`
    : `sudo ${chown}`;
}

/** How often the names of a file are counted while writers change them. Each writer removes one name, once. */
const COUNTS = 20;

/** Whether a file has a name besides its own and its writers' temporary ones. */
async function hasNameElsewhere(path: string, look: () => Promise<Stats>): Promise<boolean> {
  for (let count = 1; count <= COUNTS; count++) {
    const stats = await look();
    const ours = 1 + (await namesInWriting(path, stats));
    // A writer that removes its temporary name in between counts in one of the two numbers only.
    if ((await look()).nlink === stats.nlink) return stats.nlink > ours;
  }
  return true;
}

/** Counts a file's names that are our own temporary ones: between link and unlink it has two names. */
async function namesInWriting(path: string, { dev, ino }: Stats): Promise<number> {
  const folder = dirname(path);
  const names = (await readdir(folder)).filter(isTemporaryName);
  const files = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
  return files.filter((other) => other?.dev === dev && other.ino === ino).length;
}

/** Creates the error for a file that others could have written, or could read. */
export function unsafeFile(path: string, problem: string, hint: string): KeystoreError {
  return new KeystoreError('unsafe_file', path, `${path} is not used: it ${problem}.`, { hint });
}

function unsafeFolder(path: string, problem: string, hint: string): KeystoreError {
  return new KeystoreError('unsafe_folder', path, `The folder ${path} is not used: it ${problem}.`, { hint });
}

/** Whether the file system of a folder keeps permissions: FAT, and some shared or mounted ones, do not. */
export async function keepsPermissions(folder: string): Promise<boolean> {
  const probe = join(folder, temporaryName());
  try {
    const file = await open(probe, 'wx', 0o600);
    try {
      await file.chmod(0o600);
      return !isOpenToOthers(await file.stat());
    } finally {
      await file.close();
    }
  } catch (error) {
    // An owner may always set a mode that the file system keeps. Other errors show nothing.
    return errnoOf(error) !== 'EPERM' && errnoOf(error) !== 'ENOTSUP';
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** Whether others have any access to a file or folder. Unknown on Windows, where modes do not show it. */
export function isOpenToOthers({ mode }: { readonly mode: number }): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

/** Refuses a new file that others could read. */
export function assertKeepsMode(stats: { readonly mode: number }, folder: string): void {
  if (isOpenToOthers(stats)) throw noPermissions(folder);
}

/** Creates the error for a folder on a file system without permissions. */
export function noPermissions(folder: string, cause?: unknown): KeystoreError {
  const problem = `The folder ${folder} is not used: its file system keeps no permissions, so others may read what is in it.`;
  return new KeystoreError('unsafe_folder', folder, problem, {
    hint: 'Keep the keystore on another file system: set `basePath`, or MITOSIS_HOME.',
    cause,
  });
}

/** Quotes a path as one word of a POSIX shell, for commands in messages. */
export function shellQuote(path: string): string {
  return /^[\w./+@%=-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
