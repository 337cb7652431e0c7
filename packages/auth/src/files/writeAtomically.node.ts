import { link, lstat, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { acquireLock } from './acquireLock.node.ts';
import { errnoOf, type NewFileCheck, syncFolder, writeNewFile } from './disk.node.ts';
import type { FolderLock } from './FolderLock.node.ts';
import { temporaryName } from './temporaryFiles.node.ts';

/** The errors of a file system without hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);
/** How long to wait for the lock on a file system without hard links, in ms. */
const LOCK_WAIT_MS = 30_000;

/** Options of {@link writeAtomically}. */
export interface WriteOptions {
  /** Whether an existing file is replaced. */
  readonly overwrite: boolean;
  /** The lock `<path>.lock`, when the caller holds it. Needed only on file systems without hard links. */
  readonly lock?: FolderLock | undefined;
  /** Called with the new file's mode while it is empty; may throw. */
  readonly check?: NewFileCheck | undefined;
}

/**
 * Writes a file that only its owner can read (0600). Whenever the process dies, the file has the old content or the new: it is
 * written under another name, synced and renamed, and the folder is synced.
 *
 * @param path - The path of the file.
 * @param content - Its new content.
 * @param options - Whether an existing file is replaced.
 * @returns `false` when the file exists and is not replaced.
 *
 * @example
 * ```ts
 * import { writeAtomically } from '@mitosislabs/auth/nodeFiles';
 *
 * const isNew = await writeAtomically('aria.key', 'secret', { overwrite: false });
 * console.log(isNew);
 * ```
 */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array,
  { overwrite, lock, check }: WriteOptions,
): Promise<boolean> {
  const temporary = join(dirname(path), temporaryName());
  try {
    await writeNewFile(temporary, content, check);
    const isWritten = overwrite
      ? await rename(temporary, path).then(() => true)
      : await moveToNew(temporary, path, lock);
    await syncFolder(dirname(path)).catch(async (error: unknown) => {
      // A new file is not left behind. A replaced one stays: its old content is gone.
      if (!overwrite && isWritten) await rm(path, { force: true });
      throw error;
    });
    return isWritten;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Renames a file, but never replaces another one, as a plain rename would. The old name may stay: delete it afterwards.
 *
 * @param from - The path of the file.
 * @param to - Its new path, on the same file system.
 * @param lock - The lock `<to>.lock`, when the caller holds it. Needed only on file systems without hard links.
 * @returns whether the file has its new name; `false` if that existed.
 *
 * @example
 * ```ts
 * import { rm, writeFile } from 'node:fs/promises';
 * import { moveToNew } from '@mitosislabs/auth/nodeFiles';
 *
 * await writeFile('report.part', 'complete');
 * console.log(await moveToNew('report.part', 'report.txt'));
 * await rm('report.part', { force: true });
 * ```
 */
export async function moveToNew(from: string, to: string, lock?: FolderLock): Promise<boolean> {
  try {
    // A hard link fails for a taken name, where a rename would replace.
    await link(from, to);
    return true;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'EEXIST') return false;
    if (!NO_LINKS.has(errno)) throw error;
  }
  // Without hard links, the lock keeps others from taking the name between the check and the rename.
  const held = lock ?? (await acquireLock(`${to}.lock`, { waitMs: LOCK_WAIT_MS }));
  try {
    if (await isTaken(to)) return false;
    await held.rename(from, to);
    return true;
  } finally {
    if (!lock) await held.release();
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
