import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { holderOf, isGone, type LockHolder, newToken } from './lockToken.ts';

const PREFIX = '.wait-';
/** The lock, as 8 hex digits: its own name may be as long as one can be. */
const NAME = /^\.wait-[0-9a-f]{8}-(.+)$/;
/** The first in the queue is passed over when it has not taken the lock for so long: it may have been stopped. In ms. */
const LONGEST_LEAD_MS = 500;
/** The longest pause between two looks at a lock, in ms. */
const LOOK_MS = 10;
/** How much longer the pause is for each process that waits longer, in ms: about as long as a change takes. */
const STEP_MS = 8;
/** The longest pause of all, in ms. */
const LONGEST_PAUSE_MS = 200;

/**
 * One process in the queue for a lock. The queue is the names in the lock's folder: each tells since when its process waits.
 * It keeps waits alike and says nothing about who holds the lock: a wrong clock or a process that hangs costs others time, no more.
 */
export class LockQueue {
  /** The folder that becomes the lock; its name is the place in the queue. */
  readonly path: string;
  readonly #folder: string;
  readonly #prefix: string;
  readonly #ticket: string;
  #first = '';
  #firstSince = 0;

  /** @param lock - The path of the lock. */
  constructor(lock: string) {
    this.#folder = dirname(lock);
    const digest = createHash('sha256').update(basename(lock)).digest('hex').slice(0, 8);
    this.#prefix = `${PREFIX}${digest}-`;
    // What is random in a token gives way to the time, in its first 11 digits.
    const [pid, start, place, random = ''] = newToken().split('-');
    const time = Date.now().toString(16).padStart(11, '0').slice(-11);
    this.#ticket = [pid, start, place, time + random.slice(11)].join('-');
    this.path = join(this.#folder, this.#prefix + this.#ticket);
  }

  /** Counts the processes that wait longer; 0 when it is this one's turn, also because the first does not move. */
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

  /** Pauses until the next look: the longer, the more processes are ahead. */
  async pause(ahead: number): Promise<void> {
    const ms = Math.random() * LOOK_MS + Math.min(ahead * STEP_MS, LONGEST_PAUSE_MS);
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

/** The process that waits, or waited, under a name of the queue; `undefined` for every other name. */
export function waiterOf(name: string): LockHolder | undefined {
  return holderOf(NAME.exec(name)?.[1] ?? '');
}

/** Since when a process waits, as text that sorts; those of one moment by their random digits. */
function orderOf(ticket: string): string {
  return ticket.slice(-16);
}

function hasLeft(ticket: string): boolean {
  const holder = holderOf(ticket);
  return holder === undefined || isGone(holder);
}
