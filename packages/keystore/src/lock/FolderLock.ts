import { access, chmod, mkdir, open, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, ioError } from '../files/ioError.ts';
import { syncFolder } from '../files/syncFolder.ts';
import { writeNewFile } from '../files/writeNewFile.ts';
import { LockQueue } from './LockQueue.ts';
import { holderOf, isGone, newToken } from './lockToken.ts';

/** How often a holder gives a sign of life, in ms. */
const BEAT_MS = 2_000;
/** A holder without a sign of life for so long loses the lock. In ms, by the clock of the waiting process. */
const STALE_MS = 8_000;
/** Options to remove a folder while another process may move a file into it. */
const GONE = { recursive: true, force: true, maxRetries: 3 } as const;
/** Renaming to a folder that has something in it. On Windows, to any folder. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : [])]);

/** The lock was broken by another process: the write that needed it did not happen. */
export class LockLostError extends Error {}

/**
 * A lock between processes: a folder that contains the holder's token. It is created under another name and
 * renamed. The rename fails while the folder at the lock's own name is not empty. Removals name the token, so
 * a process cannot remove the lock of another one by mistake.
 */
export class FolderLock {
  readonly #path: string;
  readonly #token: string;
  readonly #beat: ReturnType<typeof setInterval>;

  /**
   * Waits for the lock in order with others, and breaks one whose holder has ended or hangs.
   *
   * @param end - Until when to wait, as `performance.now()` counts.
   * @returns the lock; the token of the holder when it cannot be had in time.
   */
  static async acquire(path: string, end: number): Promise<FolderLock | string> {
    const token = newToken();
    const queue = new LockQueue(path);
    const own = queue.path;
    const signs = new Map<string, Sign>();
    try {
      for (;;) {
        await makeOwn(own, token);
        const isOver = performance.now() >= end;
        const ahead = isOver ? 0 : await queue.ahead();
        if (ahead === 0) {
          if (await take(own, path)) return new FolderLock(path, token);
          const holder = await breakAbandoned(path, signs);
          if (isOver) return (await take(own, path)) ? new FolderLock(path, token) : (holder ?? '');
        }
        await queue.pause(ahead);
      }
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }

  /** Removes the leftovers of holders that have ended. */
  static async sweep(path: string): Promise<void> {
    // The next call retries failed removals. Leftovers do not block reads.
    await breakAbandoned(path, new Map()).catch(() => undefined);
    await rmdir(path).catch(() => undefined);
  }

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
    const mark = join(path, token);
    this.#beat = setInterval(() => {
      const now = new Date();
      utimes(mark, now, now).catch(() => undefined);
    }, BEAT_MS);
    this.#beat.unref();
  }

  /**
   * Replaces a file, if the lock is still held. A process that breaks the lock removes the token first, then
   * the draft that is about to be renamed. A holder that was paused anywhere in here either finds its token
   * or draft gone, or has renamed the draft before the other process reads the file.
   *
   * @throws {@link LockLostError} and nothing was written.
   */
  async replace(file: string, content: string | Uint8Array): Promise<void> {
    const draft = draftOf(this.#path, this.#token);
    try {
      await writeNewFile(draft, content);
      await access(join(this.#path, this.#token));
      await rename(draft, file);
    } catch (cause) {
      // What stays is removed with the lock's other leftovers.
      await rm(draft, { force: true }).catch(() => undefined);
      throw errnoOf(cause) === 'ENOENT'
        ? new LockLostError('lost', { cause })
        : ioError('write', file, cause);
    }
    await syncFolder(dirname(file)).catch((cause: unknown) => {
      throw ioError('write', file, cause);
    });
  }

  /**
   * Throws when the lock is no longer held. Call it before steps that cannot be undone. Another process may
   * still take the lock a moment later.
   *
   * @throws {@link LockLostError}
   */
  async check(): Promise<void> {
    try {
      await access(join(this.#path, this.#token));
    } catch (cause) {
      throw errnoOf(cause) === 'ENOENT'
        ? new LockLostError('lost', { cause })
        : ioError('read', this.#path, cause);
    }
  }

  /**
   * Removes a file, if it exists and the lock is still held. The file is moved into a folder of the holder
   * first. A process that breaks the lock removes that folder, so a holder that was paused anywhere in here
   * does not remove a file that others wrote since.
   *
   * @throws {@link LockLostError} and nothing was removed.
   */
  async remove(file: string): Promise<void> {
    const bin = draftOf(this.#path, this.#token);
    try {
      await mkdir(bin, 0o700);
      // The umask may have taken away the owner's own bits.
      await chmod(bin, 0o700);
      await this.check();
      await rename(file, join(bin, 'removed'));
      await rm(bin, GONE);
      await syncFolder(dirname(file));
    } catch (cause) {
      await rm(bin, GONE).catch(() => undefined);
      await this.check();
      if (errnoOf(cause) !== 'ENOENT') throw ioError('write', file, cause);
    }
  }

  /** Releases the lock. */
  async release(): Promise<void> {
    clearInterval(this.#beat);
    // A token that stays gives no sign of life any more.
    await rm(join(this.#path, this.#token), { force: true }).catch(() => undefined);
    // There may be another holder by now; then it is not empty.
    await rmdir(this.#path).catch(() => undefined);
  }
}

/** A holder's last sign of life, and since when it is known. */
interface Sign {
  readonly mtimeMs: number;
  readonly since: number;
}

async function makeOwn(own: string, token: string): Promise<void> {
  try {
    await mkdir(own, 0o700);
  } catch (error) {
    // It waits there since the last look.
    if (errnoOf(error) === 'EEXIST') return;
    throw error;
  }
  // The umask may have taken away the owner's own bits.
  await chmod(own, 0o700);
  await (await open(join(own, token), 'wx', 0o600)).close();
}

/** Renames the folder to the lock's name. Returns `false` when another process holds the lock. */
async function take(own: string, path: string): Promise<boolean> {
  try {
    await rename(own, path);
    return true;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    // Another process may have removed the folder as a leftover: the caller creates it again.
    if (!TAKEN.has(errno) && errno !== 'ENOENT') throw error;
    if (process.platform === 'win32') await rmdir(path).catch(() => undefined);
    return false;
  }
}

/** Removes the tokens of holders that have ended or hang. Returns the token of a living holder, if any. */
async function breakAbandoned(path: string, signs: Map<string, Sign>): Promise<string | undefined> {
  const names = await readdir(path).catch((error: unknown): string[] => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  let living: string | undefined;
  for (const name of names) {
    const token = name.replace(/\.new$/, '');
    const holder = holderOf(token);
    if (!holder) continue;
    if (names.includes(token) && !isGone(holder) && !(await hangs(join(path, token), signs))) {
      living = token;
      continue;
    }
    await rm(join(path, token), { force: true });
    await rm(draftOf(path, token), GONE);
  }
  return living;
}

/** Whether a holder has given no sign of life for too long. */
async function hangs(mark: string, signs: Map<string, Sign>): Promise<boolean> {
  const mtimeMs = await stat(mark).then(
    (stats) => stats.mtimeMs,
    () => undefined,
  );
  const now = performance.now();
  const before = signs.get(mark);
  if (mtimeMs === undefined) return false;
  if (before?.mtimeMs === mtimeMs) return now - before.since > STALE_MS;
  signs.set(mark, { mtimeMs, since: now });
  return false;
}

/** The path for the draft of a new file, or for a file that is about to be removed. */
function draftOf(path: string, token: string): string {
  return join(path, `${token}.new`);
}
