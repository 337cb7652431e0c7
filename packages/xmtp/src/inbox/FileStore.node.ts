import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SessionError } from '../session/SessionError.ts';
import { FileLease } from './FileLease.node.ts';
import type { InboxStore } from './InboxStore.ts';

// Not on Windows.
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** A text in a file that only its owner can read, replaced atomically, by one process at a time. */
export class FileStore implements InboxStore {
  /** The file. */
  readonly path: string;
  readonly #folder: string;
  readonly #lease: FileLease;

  /**
   * @param folder - Made with its parents when there is none.
   * @param name - The file's name, without `.json`.
   * @throws {@link SessionError} `inbox_busy`, `inbox_broken` or `aborted`.
   */
  static async open(
    folder: string,
    name: string,
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<FileStore> {
    await attempt(folder, () => ensureFolder(folder));
    const lease = await attempt(folder, () => FileLease.acquire(folder, name, waitMs, signal));
    const store = new FileStore(folder, name, lease);
    await store.#removeLeftovers(name);
    return store;
  }

  private constructor(folder: string, name: string, lease: FileLease) {
    this.#folder = folder;
    this.#lease = lease;
    this.path = join(folder, `${name}.json`);
  }

  load(): Promise<string | undefined> {
    return attempt(this.path, async () => {
      const file = await open(this.path, READ).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      });
      try {
        return await file?.readFile('utf8');
      } finally {
        await file?.close();
      }
    });
  }

  /** Replaces the text atomically: if the process dies, the file has either the old text or the new one. */
  save(text: string): Promise<void> {
    return attempt(this.path, async () => {
      const temporary = `${this.path}.tmp-${randomBytes(8).toString('hex')}`;
      try {
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, this.path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncFolder(this.#folder);
    });
  }

  assertHeld(): Promise<void> {
    return this.#lease.assertHeld();
  }

  release(): Promise<void> {
    return this.#lease.release();
  }

  /** Removes temporary files of processes that were killed while writing. */
  async #removeLeftovers(name: string): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const own = names.filter((file) => file.startsWith(`${name}.json.tmp-`));
    await Promise.allSettled(own.map((file) => rm(join(this.#folder, file), { force: true })));
  }
}

/**
 * Rejects a home folder that is a symbolic link of another user. Links of this user and of root are followed.
 */
async function assertOwnHome(path: string): Promise<void> {
  const uid = process.geteuid?.();
  const stats = await lstat(path).catch(() => undefined);
  if (uid === undefined || !stats?.isSymbolicLink() || stats.uid === uid || stats.uid === 0) return;
  throw new SessionError(
    'inbox_broken',
    `${path} is not used: it is a link that belongs to user ${stats.uid}, not to you.`,
    {
      hint: 'Set MITOSIS_HOME to a folder of your own, or name another `folder`.',
    },
  );
}

/** Creates the folder with access for its owner only. An existing folder keeps its mode. */
async function ensureFolder(path: string): Promise<void> {
  await assertOwnHome(dirname(path));
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (!(await lstat(path)).isDirectory()) {
    throw new SessionError('inbox_broken', `${path} is not used: it is no folder of its own.`, {
      hint: 'Move it away, or name another `folder`.',
    });
  }
  // The umask may have removed permissions of the owner.
  if (made !== undefined && process.platform !== 'win32') await chmod(path, 0o700);
}

/** Makes a new name last through a loss of power. Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Adds the path to an error of the operating system. */
async function attempt<T>(path: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof SessionError) throw error;
    const code = codeOf(error);
    throw new SessionError(
      'inbox_broken',
      `The operating system refused ${path}${code ? ` (${code})` : ''}.`,
      {
        hint: 'Check who owns it, its mode, and whether the disk is full; or name another `folder`.',
        cause: error,
      },
    );
  }
}

function codeOf(error: unknown): unknown {
  return Reflect.get(Object(error), 'code');
}
