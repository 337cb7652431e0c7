import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processStart } from '@mitosislabs/auth/machine';
import { errnoOf } from '../files/ioError.ts';

/** The process that holds a lock or writes a file. Stored in a file name, so it is never half written. */
export interface LockHolder {
  readonly pid: number;
  /** When that process started, as the system counts; `0` where it does not say. */
  readonly start: string;
  /** The processes among which `pid` means something: a machine's, a container's, since it started. */
  readonly place: string;
}

const TOKEN = /^(\d+)-(\d+)-([0-9a-f]{12})-[0-9a-f]{16}$/;

/** A name of its own for each time that this process holds a lock, or writes a file. */
export function newToken(): string {
  return `${process.pid}-${processStart(process.pid)}-${here()}-${randomBytes(8).toString('hex')}`;
}

/** Reads a token; `undefined` for every other name. */
export function holderOf(token: string): LockHolder | undefined {
  const [, pid, start, place] = TOKEN.exec(token) ?? [];
  return pid && start && place ? { pid: Number(pid), start, place } : undefined;
}

/** The holder of which only the process id is known. It is taken for one of this machine and container. */
export function holderHere(pid: number): LockHolder {
  return { pid, start: '0', place: here() };
}

/** Whether the holder is a process of this machine and container. */
export function isHere({ place }: LockHolder): boolean {
  return place === here();
}

/** Whether the holder has certainly ended. `false` for a process elsewhere, which cannot be checked. */
export function isGone(holder: LockHolder): boolean {
  if (!isHere(holder)) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return errnoOf(error) === 'ESRCH';
  }
  // The number may have been given to another process since.
  return holder.start !== '0' && processStart(holder.pid) !== holder.start;
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
