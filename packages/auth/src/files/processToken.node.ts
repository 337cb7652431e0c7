import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errnoOf } from './disk.node.ts';

/** A process that holds a lock or writes a file. Stored in a file name, so it is never half written. */
export interface ProcessIdentity {
  /** The number of the process. */
  readonly pid: number;
  /** The start of the process, because its pid may be reused. `0` when unknown. */
  readonly start: string;
  /** The machine or container, since its boot, in which `pid` is valid. */
  readonly place: string;
}

const TOKEN = /^(\d+)-(\d+)-([0-9a-f]{12})-[0-9a-f]{16}$/;

/**
 * Returns a unique name that identifies this process.
 *
 * @example
 * ```ts
 * import { newToken } from '@mitosislabs/auth/nodeFiles';
 *
 * console.log(newToken()); // such as 4711-83220-0123456789ab-0123456789abcdef
 * ```
 */
export function newToken(): string {
  return `${process.pid}-${processStart(process.pid)}-${here()}-${randomBytes(8).toString('hex')}`;
}

/**
 * Reads a token. Returns `undefined` for any other name.
 *
 * @param token - The name: that of {@link newToken}.
 *
 * @example
 * ```ts
 * import { newToken, parseToken } from '@mitosislabs/auth/nodeFiles';
 *
 * console.log(parseToken(newToken())?.pid === process.pid); // true
 * ```
 */
export function parseToken(token: string): ProcessIdentity | undefined {
  const [, pid, start, place] = TOKEN.exec(token) ?? [];
  return pid && start && place ? { pid: Number(pid), start, place } : undefined;
}

/** Identifies a local process of which only the pid is known. */
export function localProcess(pid: number): ProcessIdentity {
  return { pid, start: '0', place: here() };
}

/** Whether a process belongs to this machine and container. */
export function isLocal({ place }: ProcessIdentity): boolean {
  return place === here();
}

/**
 * Whether a process has certainly ended. `false` for a process elsewhere, which cannot be checked.
 *
 * @param identity - The process.
 *
 * @example
 * ```ts
 * import { hasEnded, newToken, parseToken } from '@mitosislabs/auth/nodeFiles';
 *
 * const own = parseToken(newToken());
 * console.log(own && hasEnded(own)); // false
 * ```
 */
export function hasEnded(identity: ProcessIdentity): boolean {
  if (!isLocal(identity)) return false;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    return errnoOf(error) === 'ESRCH';
  }
  // The pid may have been reused.
  return identity.start !== '0' && processStart(identity.pid) !== identity.start;
}

/**
 * Returns the start of a process, in ticks since boot. Linux only: `0` on other systems, and for a process that has ended.
 */
export function processStart(pid: number): string {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '0';
  }
  // The second field is the name in brackets, which may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A process that has ended may still be listed until its parent asks for its exit code.
  return /^[ZX]/.test(fields[0] ?? '') ? '0' : (fields[19] ?? '0');
}

let ownPlace: string | undefined;

function here(): string {
  ownPlace ??= createHash('sha256')
    .update(`${hostname()}\n`)
    .update(linux('/proc/sys/kernel/random/boot_id', readFileSync))
    .update(linux('/proc/self/ns/pid', readlinkSync))
    .digest('hex')
    .slice(0, 12);
  return ownPlace;
}

/** Reads a file of Linux. Returns an empty string on other systems. */
function linux(path: string, read: (path: string, encoding: 'utf8') => string): string {
  try {
    return read(path, 'utf8');
  } catch {
    return '';
  }
}
