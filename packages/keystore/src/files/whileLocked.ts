import { dirname } from 'node:path';
import { Mutex } from '@mitosislabs/auth/async';
import {
  acquireLock,
  errnoOf,
  type FolderLock,
  LockBusyError,
  LockLostError,
} from '@mitosislabs/auth/nodeFiles';
import { KeystoreError } from '../KeystoreError.ts';
import { assertKeepsMode, shellQuote } from '../permissions/assertPrivate.ts';
import { ioError } from './ioError.ts';
import { linkTarget } from './privateFile.ts';

/** The kind of file that a lock protects. */
type Locked = 'config' | 'key';

/** How long to wait for others, in ms. */
const LONGEST_WAIT_MS = 30_000;

/**
 * Runs a task while no other process changes the file.
 *
 * @param name - The file; its lock is `<file>.lock`, beside the file itself if `name` is a symbolic link.
 * @param what - What the file holds.
 * @param task - Reads the file, and replaces it through the lock. If the lock was broken meanwhile, nothing
 * was replaced, and the task runs again.
 * @param wait - How long to wait for others, in ms.
 * @throws {@link KeystoreError} `config_busy` or `key_busy` when another process does not release it in time.
 */
export async function whileLocked<T>(
  name: string,
  what: Locked,
  task: (lock: HeldLock) => Promise<T>,
  wait = LONGEST_WAIT_MS,
): Promise<T> {
  const file = await linkTarget(name);
  const path = `${file}.lock`;
  const end = performance.now() + wait;
  return inOrder(path, async () => {
    for (;;) {
      const lock = await acquireLock(path, { waitMs: end - performance.now() }).catch((cause: unknown) => {
        if (cause instanceof LockBusyError) throw busyError(file, what, cause, wait);
        throw errnoOf(cause) === 'ENOTDIR' ? notAFolder(path) : ioError('write', file, cause);
      });
      try {
        return await task(new HeldLock(lock, file));
      } catch (error) {
        if (!(error instanceof LockLostError)) throw error;
      } finally {
        await lock.release();
      }
    }
  });
}

function notAFolder(path: string): KeystoreError {
  const lock = shellQuote(path);
  const problem = `${path} is in the way: the lock there must be a folder.`;
  return new KeystoreError('unsafe_file', path, problem, { hint: `Move it away: mv -i ${lock} ${lock}.old` });
}

/** Creates the error for a file that another process keeps locked. */
export function busyError(
  file: string,
  what: Locked,
  { pid }: LockBusyError,
  wait = LONGEST_WAIT_MS,
): KeystoreError {
  const [who, hint] =
    pid === undefined
      ? [
          'a process elsewhere',
          `Try again. If nothing else uses this folder: rm -r ${shellQuote(`${file}.lock`)}`,
        ]
      : [`process ${pid}`, `Wait for it, or end it (kill ${pid}), and try again.`];
  return new KeystoreError(
    `${what}_busy`,
    file,
    `Could not change ${file} within ${wait / 1_000} s: ${who} is changing it.`,
    { hint },
  );
}

const mutexes = new Map<string, Mutex>();

/** Runs the tasks of this process under one name one after the other, in the order of the calls. */
async function inOrder<T>(name: string, task: () => Promise<T>): Promise<T> {
  const mutex = mutexes.get(name) ?? new Mutex();
  mutexes.set(name, mutex);
  try {
    return await mutex.run(task);
  } finally {
    if (mutex.isIdle) mutexes.delete(name);
  }
}

/**
 * The lock of a file in the keystore, held by this process. Its methods throw {@link LockLostError} after it was broken, and a
 * {@link KeystoreError} for other failures.
 */
export class HeldLock {
  /** The lock itself. */
  readonly inner: FolderLock;
  readonly #file: string;

  /** @param file - The file that the lock protects. */
  constructor(inner: FolderLock, file: string) {
    this.inner = inner;
    this.#file = file;
  }

  /** Writes a file that only its owner can read, atomically, if the lock is still held. A symbolic link to it stays. */
  async replace(name: string, content: string | Uint8Array): Promise<void> {
    const file = await linkTarget(name);
    try {
      await this.inner.replace(file, content, (stats) => assertKeepsMode(stats, dirname(file)));
    } catch (cause) {
      throw lostOr(cause, 'write', file);
    }
  }

  /** Removes a file, if it exists and the lock is still held. */
  async remove(file: string): Promise<void> {
    try {
      await this.inner.remove(file);
    } catch (cause) {
      throw lostOr(cause, 'write', file);
    }
  }

  /** Throws when the lock is no longer held. Another process may still take it a moment later. */
  async check(): Promise<void> {
    try {
      await this.inner.check();
    } catch (cause) {
      throw lostOr(cause, 'read', `${this.#file}.lock`);
    }
  }
}

function lostOr(cause: unknown, action: 'read' | 'write', path: string): Error {
  return cause instanceof LockLostError ? cause : ioError(action, path, cause);
}
