import { access, chmod, mkdir, rename, rm, rmdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MitosisError } from '../errors/MitosisError.ts';
import { errnoOf, type NewFileCheck, syncFolder, writeNewFile } from './disk.node.ts';

/** How often a holder gives a sign of life, in ms. */
const BEAT_MS = 2_000;

/** Options to remove a folder while another process may move a file into it. */
export const GONE = { recursive: true, force: true, maxRetries: 3 } as const;

/**
 * Another process has broken the lock, because this one gave no sign of life for 10 s. The operation that needed the lock did not
 * happen.
 *
 * @example
 * ```ts
 * import { acquireLock, LockLostError } from '@mitosislabs/auth/nodeFiles';
 *
 * const lock = await acquireLock('config.json.lock', { waitMs: 1_000 });
 * await lock.check().catch((error: unknown) => console.log(error instanceof LockLostError));
 * await lock.release();
 * ```
 */
export class LockLostError extends MitosisError {
  static override readonly errorName = 'LockLostError';

  /** @param cause - The error that showed the loss. */
  constructor(cause: unknown) {
    super('Another process has the lock.', { code: 'lock_lost', hint: 'Do the operation again.', cause });
  }
}

/**
 * A lock between processes that this process holds: a folder that contains the holder's token. Get it with {@link acquireLock}.
 * Removals name the token, so a process cannot remove the lock of another one by mistake.
 *
 * @example
 * ```ts
 * import { acquireLock } from '@mitosislabs/auth/nodeFiles';
 *
 * const lock = await acquireLock('count.txt.lock', { waitMs: 1_000 });
 * try {
 *   await lock.replace('count.txt', '1');
 * } finally {
 *   await lock.release();
 * }
 * ```
 */
export class FolderLock {
  readonly #path: string;
  readonly #token: string;
  readonly #beat: ReturnType<typeof setInterval>;

  /**
   * @param path - The folder of the lock.
   * @param token - The name of this holder's file in it.
   */
  constructor(path: string, token: string) {
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
   * Writes a file of mode 0600, atomically, if the lock is still held.
   *
   * @param file - The path, on the file system of the lock.
   * @param content - Its new content.
   * @param check - Called with the new file's mode while it is empty; may throw.
   * @throws {@link LockLostError} when nothing was written.
   */
  async replace(file: string, content: string | Uint8Array, check?: NewFileCheck): Promise<void> {
    await this.#place((draft) => writeNewFile(draft, content, check), file);
    await syncFolder(dirname(file));
  }

  /**
   * Renames a file, and replaces another one of the new name, if the lock is still held.
   *
   * @param from - The path of the file, on the file system of the lock.
   * @param to - Its new path.
   * @throws {@link LockLostError} when there is no file of the new name.
   */
  async rename(from: string, to: string): Promise<void> {
    await this.#place((draft) => rename(from, draft), to);
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
      throw lostOr(cause);
    }
  }

  /**
   * Removes a file, if it exists and the lock is still held. The file is moved into a folder of the holder
   * first. A process that breaks the lock removes that folder, so a holder that was paused anywhere in here
   * does not remove a file that others wrote since.
   *
   * @param file - The path, on the file system of the lock.
   * @throws {@link LockLostError} when nothing was removed.
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
    } catch (error) {
      await rm(bin, GONE).catch(() => undefined);
      await this.check();
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  /** Releases the lock. Never fails. */
  async release(): Promise<void> {
    clearInterval(this.#beat);
    // A token that stays gives no sign of life any more.
    await rm(join(this.#path, this.#token)).catch(() => undefined);
    // There may be another holder by now; then it is not empty.
    await rmdir(this.#path).catch(() => undefined);
  }

  /**
   * Moves a draft to its name. A process that breaks the lock removes the token first, then the draft that is
   * about to be renamed. A holder that was paused anywhere in here either finds its token or draft gone, or
   * has renamed the draft before the other process reads the file.
   */
  async #place(prepare: (draft: string) => Promise<void>, file: string): Promise<void> {
    const draft = draftOf(this.#path, this.#token);
    try {
      await prepare(draft);
      await access(join(this.#path, this.#token));
      await rename(draft, file);
    } catch (cause) {
      // A file that stays is removed with the lock's other leftovers.
      await rm(draft).catch(() => undefined);
      throw lostOr(cause);
    }
  }
}

/** The path for the draft of a new file, or for a file that is about to be removed. */
export function draftOf(lock: string, token: string): string {
  return join(lock, `${token}.new`);
}

/** A missing token or draft means that the lock was broken. */
function lostOr(cause: unknown): unknown {
  return errnoOf(cause) === 'ENOENT' ? new LockLostError(cause) : cause;
}
