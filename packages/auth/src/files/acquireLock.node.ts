import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sleep } from '../async.ts';
import { MitosisError } from '../errors/MitosisError.ts';
import { breakAbandoned, type Sign } from './abandonedHolders.node.ts';
import { errnoOf } from './disk.node.ts';
import { FolderLock } from './FolderLock.node.ts';
import { hasEnded, isLocal, newToken, type ProcessIdentity, parseToken } from './processToken.node.ts';

/** Renaming to a folder that has something in it. On Windows, to any folder. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : [])]);

const PREFIX = '.wait-';
/** The lock's name, as 8 hex digits: the name itself may have the maximum length. */
const NAME = /^\.wait-[0-9a-f]{8}-(.+)$/;
/** The first in the queue is skipped after this time without taking the lock: it may be stopped. In ms. */
const LONGEST_LEAD_MS = 500;
/** The longest pause between two polls of a lock that was held until now, in ms. */
const LOOK_MS = 10;
/** The longest pause between two polls of a lock that one process holds for long, in ms. */
const LONG_LOOK_MS = 100;
/** The extra pause for each process ahead, in ms: about the time of one change. */
const STEP_MS = 8;
/** The upper limit of all pauses, in ms. */
const LONGEST_PAUSE_MS = 200;

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

/**
 * One process in the queue for a lock. The queue consists of names in the lock's folder, each with the start of its wait.
 * It makes waits fair, but does not decide who holds the lock: a wrong clock or a hanging process costs others only time.
 */
export class LockQueue {
  /** The folder that becomes the lock; its name is its place in the queue. */
  readonly path: string;
  readonly #folder: string;
  readonly #prefix: string;
  readonly #ticket: string;
  #first = '';
  #firstSince = 0;
  /** Since when it is this process's turn. */
  #leads: number | undefined;

  /** @param lock - The path of the lock. */
  constructor(lock: string) {
    this.#folder = dirname(lock);
    const digest = createHash('sha256').update(basename(lock)).digest('hex').slice(0, 8);
    this.#prefix = `${PREFIX}${digest}-`;
    // The time replaces the first 11 random digits of the token.
    const [pid, start, place, random = ''] = newToken().split('-');
    const time = Date.now().toString(16).padStart(11, '0').slice(-11);
    this.#ticket = [pid, start, place, time + random.slice(11)].join('-');
    this.path = join(this.#folder, this.#prefix + this.#ticket);
  }

  /** Counts the processes ahead; 0 when it is this one's turn, or the first one is stuck. */
  async ahead(): Promise<number> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const own = orderOf(this.#ticket);
    const before = names
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => name.slice(this.#prefix.length))
      .filter((ticket) => orderOf(ticket) < own)
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    while (before[0] !== undefined && hasLeft(before[0])) before.shift();
    const [first = ''] = before;
    const now = performance.now();
    if (first !== this.#first) {
      this.#first = first;
      this.#firstSince = now;
    }
    return now - this.#firstSince > LONGEST_LEAD_MS ? 0 : before.length;
  }

  /** Pauses until the next poll: the longer, the more processes are ahead, and the longer the holder has kept the lock. */
  async pause(ahead: number, signal?: AbortSignal): Promise<void> {
    const now = performance.now();
    if (ahead > 0) this.#leads = undefined;
    else this.#leads ??= now;
    const held = now - (this.#leads ?? now);
    const look = Math.min(Math.max(LOOK_MS, held / 10), LONG_LOOK_MS);
    await sleep(Math.random() * look + Math.min(ahead * STEP_MS, LONGEST_PAUSE_MS), signal);
  }
}

/** The process of a name in the queue; `undefined` for any other name. */
export function waiterOf(name: string): ProcessIdentity | undefined {
  return parseToken(NAME.exec(name)?.[1] ?? '');
}

/** The start of a wait as sortable text; ties are broken by random digits. */
function orderOf(ticket: string): string {
  return ticket.slice(-16);
}

function hasLeft(ticket: string): boolean {
  const waiter = parseToken(ticket);
  return waiter === undefined || hasEnded(waiter);
}
