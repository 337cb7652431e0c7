import { access, chmod, mkdir, open, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, ioError } from '../files/ioError.ts';
import { syncFolder } from '../files/syncFolder.ts';
import { writeNewFile } from '../files/writeNewFile.ts';
import { LockQueue } from './LockQueue.ts';
import { holderOf, isGone, newToken } from './lockToken.ts';

/** How often a holder gives a sign of life, in ms. */
const BEAT_MS = 2_000;
/** A holder that gives none for so long has lost the lock. In ms, by the clock of whoever waits. */
const STALE_MS = 8_000;
/** How the folder is removed that somebody may be moving something into. */
const GONE = { recursive: true, force: true, maxRetries: 3 } as const;
/** Renaming to a folder that has something in it. On Windows, to any folder. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : [])]);

/** The lock was broken by another process: the write that needed it did not happen. */
export class LockLostError extends Error {}

/**
 * A lock between processes: a folder with the holder's token in it. It is made under another name and renamed, which
 * fails as long as the folder at the lock's own name has anything in it. Whatever is taken away is taken away by its token:
 * nobody can remove the lock of another by mistake.
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

  /** Removes what a holder left that has ended. */
  static async sweep(path: string): Promise<void> {
    // What cannot be removed now is tried again the next time: it stops nobody from reading.
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
   * Replaces a file, if the lock is still held. Whoever breaks a lock removes the token first, and then the file that is
   * about to be renamed: a holder that was stopped anywhere in here finds out, or was before the one who broke it reads.
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
   * Refuses to go on without the lock. Somebody else may have it a moment later: this is for what cannot be taken back.
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
   * Removes a file, if there is one and the lock is still held. It is moved into a folder of the holder's first, which whoever
   * breaks the lock takes away: a holder that was stopped anywhere in here removes nothing that others have put there since.
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

  /** Lets others have it. */
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

/** Gives the folder the lock's name; `false` when somebody has that. */
async function take(own: string, path: string): Promise<boolean> {
  try {
    await rename(own, path);
    return true;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    // Somebody may have taken it for a leftover; it is made again.
    if (!TAKEN.has(errno) && errno !== 'ENOENT') throw error;
    if (process.platform === 'win32') await rmdir(path).catch(() => undefined);
    return false;
  }
}

/** Takes the tokens away of those who have ended or hang; gives that of one who does not. */
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

/** Whether somebody has given no sign of life for too long. */
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

/** Where a holder writes what is to replace the file, or moves what is to go. */
function draftOf(path: string, token: string): string {
  return join(path, `${token}.new`);
}
