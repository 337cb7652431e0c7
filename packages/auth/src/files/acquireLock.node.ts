import { chmod, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MitosisError } from '../errors/MitosisError.ts';
import { breakAbandoned, type Sign } from './abandonedHolders.node.ts';
import { errnoOf } from './disk.node.ts';
import { FolderLock } from './FolderLock.node.ts';
import { LockQueue } from './LockQueue.node.ts';
import { isLocal, newToken, parseToken } from './processToken.node.ts';

/** Renaming to a folder that has something in it. On Windows, to any folder. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : [])]);

/**
 * Another process holds the lock, and did not release it in time.
 *
 * @example
 * ```ts
 * import { acquireLock, LockBusyError } from '@mitosislabs/auth/nodeFiles';
 *
 * await acquireLock('config.json.lock', { waitMs: 0 }).catch((error: unknown) => {
 *   if (error instanceof LockBusyError) console.log(`process ${error.pid} holds it`);
 * });
 * ```
 */
export class LockBusyError extends MitosisError {
  static override readonly errorName = 'LockBusyError';

  /** The process that holds the lock; `undefined` when it runs on another machine or in another container. */
  readonly pid: number | undefined;

  /** @param pid - The process that holds the lock, if it is known. */
  constructor(pid: number | undefined) {
    super('Another process holds the lock.', {
      code: 'lock_busy',
      hint: 'Wait until it has finished, or end it.',
    });
    this.pid = pid;
  }
}

/** Options of {@link acquireLock}. */
export interface AcquireOptions {
  /** How long to wait for other processes, in ms. */
  readonly waitMs: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for a lock between processes, in order with others. Takes the lock of a process that has ended at once, and of one that
 * has given no sign of life for 10 s.
 *
 * The folder of the lock is created under another name and renamed, which fails while the folder at the lock's own name is not
 * empty.
 *
 * @param path - The folder of the lock, beside what it protects. Its parent exists.
 * @param options - How long to wait, and a signal.
 * @throws {@link LockBusyError} when another process does not release it in time.
 * @throws the reason of the signal, when it fires.
 *
 * @example
 * ```ts
 * import { acquireLock } from '@mitosislabs/auth/nodeFiles';
 *
 * const lock = await acquireLock('config.json.lock', { waitMs: 30_000 });
 * await lock.release();
 * ```
 */
export async function acquireLock(path: string, { waitMs, signal }: AcquireOptions): Promise<FolderLock> {
  const end = performance.now() + waitMs;
  const token = newToken();
  const queue = new LockQueue(path);
  const own = queue.path;
  const signs = new Map<string, Sign>();
  try {
    for (;;) {
      signal?.throwIfAborted();
      await makeOwn(own, token);
      const isOver = performance.now() >= end;
      const ahead = isOver ? 0 : await queue.ahead();
      if (ahead === 0) {
        if (await take(own, path)) return new FolderLock(path, token);
        const holder = await breakAbandoned(path, signs);
        if (isOver) {
          if (await take(own, path)) return new FolderLock(path, token);
          const living = parseToken(holder ?? '');
          throw new LockBusyError(living && isLocal(living) ? living.pid : undefined);
        }
      }
      await queue.pause(ahead, signal);
    }
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function makeOwn(own: string, token: string): Promise<void> {
  try {
    await mkdir(own, 0o700);
  } catch (error) {
    // It has waited there since the last check.
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
