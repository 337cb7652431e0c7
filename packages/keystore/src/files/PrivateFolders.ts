import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { chmod, mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, removeLeftovers, syncFolder } from '@mitosislabs/auth/nodeFiles';
import {
  assertOwnFolder,
  assertPrivateFolder,
  isOpenToOthers,
  keepsPermissions,
  noPermissions,
} from '../permissions/assertPrivate.ts';
import { ioError } from './ioError.ts';
import { followOwnLinks, linkTarget, readPrivateFile } from './privateFile.ts';

/** The folders of a keystore. Checks each before reading from it, and creates it before writing to it. */
export class PrivateFolders {
  /** The keystore's folder. */
  readonly root: string;
  readonly #layout: readonly string[];
  readonly #swept = new Set<string>();

  /**
   * @param root - The keystore's folder.
   * @param layout - The folders in it that the first write makes.
   */
  constructor(root: string, layout: readonly string[]) {
    this.root = root;
    this.#layout = layout;
  }

  /**
   * Reads a file of one of these folders.
   *
   * @param limit - At most `limit` + 1 bytes are read.
   * @param onReadable - Called with the mode of a file that others can read; see {@link readPrivateFile}.
   * @returns `undefined` when there is no such file.
   */
  async read(path: string, limit: number, onReadable?: (mode: number) => void): Promise<Buffer | undefined> {
    if (!(await this.isThere(dirname(path)))) return undefined;
    const target = await linkTarget(path);
    if (target !== path) await this.#sweep(dirname(target));
    return readPrivateFile(target, limit, onReadable);
  }

  /** Whether a folder exists. It and its parents up to the root must be safe to read from. */
  async isThere(folder: string): Promise<boolean> {
    if (folder !== this.root && !(await this.isThere(dirname(folder)))) return false;
    try {
      await assertPrivateFolder(folder, await folderStats(folder));
    } catch (cause) {
      // ENOTDIR: below a file, as with HOME=/dev/null.
      if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') return false;
      throw ioError('read', folder, cause);
    }
    await this.#sweep(folder);
    return true;
  }

  /**
   * Makes the layout and a folder, then runs a task that writes to it. When the task fails, the new folders that are still empty
   * are removed.
   *
   * @param folder - Default: the root.
   * @param layout - Default: the layout of the keystore.
   */
  async whilePrepared<T>(
    task: () => Promise<T>,
    folder = this.root,
    layout: readonly string[] = this.#layout,
  ): Promise<T> {
    const made: string[] = [];
    try {
      for (const path of new Set([this.root, ...layout, folder])) {
        made.push(...(await ensureFolder(path)));
      }
      await this.#sweep(this.root);
      await this.#sweep(folder);
      return await task();
    } catch (error) {
      await removeFolders(made);
      throw error;
    }
  }

  /** Removes the leftovers of killed processes in a folder. With the root, in all folders: a leftover may be a secret. */
  async #sweep(folder: string): Promise<void> {
    if (this.#swept.has(folder)) return;
    this.#swept.add(folder);
    await removeLeftovers(folder);
    if (folder !== this.root) return;
    for (const path of this.#layout) await this.#sweepBelow(path);
  }

  async #sweepBelow(folder: string): Promise<void> {
    try {
      // An unsafe one is reported when it is used.
      if (!(await this.isThere(folder))) return;
      const entries = readdirSync(folder, { withFileTypes: true });
      for (const entry of entries) {
        if (entry.isDirectory() || entry.isSymbolicLink()) await this.isThere(join(folder, entry.name));
      }
    } catch {
      return;
    }
  }
}

/** Returns the stats of a folder: of the one behind it, if it is a link of this user or of root. */
async function folderStats(path: string): Promise<Stats> {
  // Synchronous: Node's thread pool takes longer to start than this takes.
  const stats = lstatSync(path);
  if (!stats.isSymbolicLink()) return stats;
  return (await followOwnLinks(path)) === undefined ? stats : stat(path);
}

/**
 * Makes a folder that only its owner can enter (0700), with its missing parents, or makes an existing one so.
 *
 * @returns the folders that are new, the outermost first.
 */
async function ensureFolder(path: string): Promise<string[]> {
  let made: string[] = [];
  try {
    made = await create(path);
    if (made.length > 0) {
      // The umask may have removed the owner's own bits.
      await makePrivate(path);
      await syncFolder(dirname(path));
      return made;
    }
    const stats = await folderStats(path);
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
async function removeFolders(made: readonly string[]): Promise<void> {
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
