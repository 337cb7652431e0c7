import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Mutex } from '@mitosislabs/auth/async';
import {
  acquireLock,
  errnoOf,
  type FolderLock,
  LockBusyError,
  LockLostError,
  removeLeftovers,
} from '@mitosislabs/auth/nodeFiles';
import { SessionError } from '../errors/SessionError.ts';
import type { InboxStore } from './InboxStore.ts';

// Not on Windows.
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** A text in a file that only its owner can read, replaced atomically, by one process at a time. */
export class FileStore implements InboxStore {
  /** The file. */
  readonly path: string;
  readonly #lock: FolderLock;
  readonly #writes = new Mutex();
  #isReleased = false;

  /**
   * @param folder - Made with its parents when there is none.
   * @param name - The file's name, without `.json`.
   * @throws {@link SessionError} `inbox_busy` when another process does not release it within `waitMs`; `inbox_broken`.
   */
  static async open(
    folder: string,
    name: string,
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<FileStore> {
    const path = join(folder, `${name}.json`);
    return attempt(folder, async () => {
      await ensureFolder(folder);
      try {
        const lock = await acquireLock(`${path}.lock`, { waitMs, signal });
        await removeLeftovers(folder);
        return new FileStore(path, lock);
      } catch (error) {
        if (!(error instanceof LockBusyError)) throw error;
        throw new SessionError('inbox_busy', `Another process reads this inbox (${name} in ${folder}).`, {
          hint: 'End the other process, name another `consumer`, or wait longer with `waitMs`.',
        });
      }
    });
  }

  private constructor(path: string, lock: FolderLock) {
    this.path = path;
    this.#lock = lock;
  }

  load(): Promise<string | undefined> {
    return attempt(this.path, async () => {
      const file = await open(this.path, READ).catch((error: unknown) => {
        if (errnoOf(error) === 'ENOENT') return undefined;
        throw error;
      });
      try {
        return await file?.readFile('utf8');
      } finally {
        await file?.close();
      }
    });
  }

  save(text: string): Promise<void> {
    return this.#writes.run(async () => {
      if (this.#isReleased) throw inboxLost();
      await attempt(this.path, () => this.#lock.replace(this.path, text));
    });
  }

  assertHeld(): Promise<void> {
    return attempt(this.path, () => this.#lock.check());
  }

  async release(): Promise<void> {
    this.#isReleased = true;
    // A position that is being saved is not lost.
    await this.#writes.idle();
    await this.#lock.release();
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

/** Turns errors of the lock and of the operating system into a {@link SessionError}. */
async function attempt<T>(path: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof SessionError) throw error;
    if (error instanceof LockLostError) throw inboxLost();
    const code = errnoOf(error);
    throw new SessionError(
      'inbox_broken',
      `The operating system refused access to ${path}${code ? ` (${code})` : ''}.`,
      {
        hint: 'Check who owns it, its mode, and whether the disk is full; or name another `folder`.',
        cause: error,
      },
    );
  }
}

function inboxLost(): SessionError {
  return new SessionError('inbox_lost', 'Another process has taken this inbox over.', {
    hint: 'It did so because this process did nothing for 10 s. Open the inbox again to wait for it.',
  });
}
