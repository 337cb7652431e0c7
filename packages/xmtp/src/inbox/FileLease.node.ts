import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { access, open, readdir, rm, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { processStart } from '@mitosislabs/auth/machine';
import { abortedError } from '../async/abort.ts';
import { Notifier } from '../async/Notifier.ts';
import { SessionError } from '../session/SessionError.ts';

/** How often a holder gives a sign of life, in ms. */
const BEAT_MS = 2_000;
/**
 * A holder without a sign of life for so long loses the lease. In ms, by the clock of the waiting process.
 */
const STALE_MS = 10_000;
/** How often a waiting process checks the lease, in ms. */
const POLL_MS = 100;

/** The content of the file of a released lease. */
const RELEASED = '{}';

/** Who holds a lease. */
interface Holder {
  readonly token: string;
  readonly pid: number;
  /** The start of that process, because its pid may be reused. `0` when unknown. */
  readonly start?: string | undefined;
  readonly thread: number;
  /** The machine, and on Linux the PID namespace, in which `pid` is valid. */
  readonly host: string;
}

/** The leases that this process holds. */
const held = new Set<string>();

/**
 * A lease that one process has at a time. It is a numbered file. To take it over, a process creates the file
 * of the next number exclusively, so that only one succeeds. The lease of a killed process is taken over at
 * once, the lease of a process that hangs after 10 s.
 */
export class FileLease {
  readonly #path: string;
  readonly #next: string;
  readonly #token: string;
  readonly #beat: ReturnType<typeof setInterval>;

  /**
   * Waits until the lease is free, and takes it.
   *
   * @throws {@link SessionError} `inbox_busy` when it cannot within `waitMs`; `aborted`.
   */
  static async acquire(
    folder: string,
    name: string,
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<FileLease> {
    const end = performance.now() + waitMs;
    let watched = { sign: '', since: performance.now() };
    for (;;) {
      if (signal?.aborted) throw abortedError(signal);
      const number = await lastNumber(folder, name);
      const sign = number === 0 ? '' : await signOfLife(leasePath(folder, name, number));
      if (sign !== watched.sign) watched = { sign, since: performance.now() };
      const isFree = sign === '' || performance.now() - watched.since > STALE_MS;
      const lease = isFree ? await take(folder, name, number + 1) : undefined;
      if (lease) return lease;
      if (performance.now() >= end) {
        throw new SessionError('inbox_busy', `Another process reads this inbox (${name} in ${folder}).`, {
          hint: 'End the other process, name another `consumer`, or wait longer with `waitMs`.',
        });
      }
      await new Notifier().sleep(POLL_MS, 0, signal ?? new AbortController().signal);
    }
  }

  constructor(folder: string, name: string, number: number, token: string) {
    this.#path = leasePath(folder, name, number);
    this.#next = leasePath(folder, name, number + 1);
    this.#token = token;
    this.#beat = setInterval(() => {
      const now = new Date();
      // A holder that has lost the lease notices before the next message.
      utimes(this.#path, now, now).catch(() => undefined);
    }, BEAT_MS);
    this.#beat.unref();
  }

  /** @throws {@link SessionError} `inbox_lost` when another process has it now. */
  async assertHeld(): Promise<void> {
    // Its successor makes the next file, and then removes this one.
    if ((await exists(this.#path)) && !(await exists(this.#next))) return;
    throw new SessionError('inbox_lost', 'Another process has taken this inbox over.', {
      hint: 'It did so because this process did nothing for 10 s. Open the inbox again to wait for it.',
    });
  }

  /** Releases the lease. The file stays, so that numbers only grow. */
  async release(): Promise<void> {
    clearInterval(this.#beat);
    if (!held.delete(this.#token)) return;
    try {
      const file = await open(this.#path, 'r+');
      await file
        .truncate()
        .then(() => file.write(RELEASED))
        .finally(() => file.close());
    } catch {
      // The lease becomes stale after 10 s.
    }
  }
}

/**
 * Creates the file of a number, if no other process has. Removes it again when there is a later one by then.
 */
async function take(folder: string, name: string, number: number): Promise<FileLease | undefined> {
  const path = leasePath(folder, name, number);
  const token = randomBytes(8).toString('hex');
  const { pid } = process;
  const holder: Holder = { token, pid, start: processStart(pid), thread: threadId, host: host() };
  held.add(token);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(holder));
    } catch (error) {
      // On a full disk: a file without a holder would block all processes until it is stale.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    held.delete(token);
    if (Reflect.get(Object(error), 'code') === 'EEXIST') return undefined;
    throw error;
  }
  const files = await leasesOf(folder, name);
  if (Math.max(...files) > number) {
    held.delete(token);
    await rm(path, { force: true });
    return undefined;
  }
  await Promise.all(
    files
      .filter((other) => other < number)
      .map((other) => rm(leasePath(folder, name, other), { force: true })),
  );
  return new FileLease(folder, name, number, token);
}

/**
 * A text that changes as long as the holder lives; empty when the holder is dead or has released the lease.
 */
async function signOfLife(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  // It was removed: there is a later one.
  if (!file) return 'gone';
  try {
    const text = await file.readFile('utf8');
    const { mtimeMs } = await file.stat();
    const holder = holderOf(text);
    if (text === RELEASED || (holder.host === host() && isDead(holder))) return '';
    return `${text} ${mtimeMs}`;
  } finally {
    await file.close();
  }
}

function holderOf(text: string): Partial<Holder> {
  try {
    return Object(JSON.parse(text));
  } catch {
    // It is being written.
    return {};
  }
}

function isDead({ token = '', pid = 0, thread = 0, start = '0' }: Partial<Holder>): boolean {
  // The pid may have been reused; the check below finds processes that have ended.
  const now = processStart(pid);
  if (start !== '0' && now !== '0' && now !== start) return true;
  // The first process of a container has the same number each time.
  if (pid === process.pid) return thread === threadId && !held.has(token);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return Reflect.get(Object(error), 'code') === 'ESRCH';
  }
}

/** The machine; on Linux, the container too. */
function host(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

async function leasesOf(folder: string, name: string): Promise<number[]> {
  const names = await readdir(folder);
  const prefix = `${name}.lease-`;
  return names
    .filter((file) => file.startsWith(prefix))
    .map((file) => Number(file.slice(prefix.length)))
    .filter(Number.isSafeInteger);
}

async function lastNumber(folder: string, name: string): Promise<number> {
  return Math.max(0, ...(await leasesOf(folder, name)));
}

function leasePath(folder: string, name: string, number: number): string {
  return join(folder, `${name}.lease-${number}`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
