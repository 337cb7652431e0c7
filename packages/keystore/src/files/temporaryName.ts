import { holderHere, holderOf, type LockHolder, newToken } from '../lock/lockToken.ts';

const PREFIX = '.tmp-';
/** What an earlier version wrote: the process, and not where it is one. */
const EARLIER = /^(\d+)-[0-9a-f]{16}$/;

/** A name for a file that this process is writing; nobody can guess it. */
export function temporaryName(): string {
  return `${PREFIX}${newToken()}`;
}

/** The process that is writing, or was writing, the file of a temporary name; `undefined` for every other name. */
export function writerOf(name: string): LockHolder | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const token = name.slice(PREFIX.length);
  const pid = EARLIER.exec(token)?.[1];
  return pid === undefined ? holderOf(token) : holderHere(Number(pid));
}
