import { holderHere, holderOf, type LockHolder, newToken } from '../lock/lockToken.ts';

const PREFIX = '.tmp-';
/** The format of an earlier version: the process id, without its machine or container. */
const EARLIER = /^(\d+)-[0-9a-f]{16}$/;

/** Returns an unguessable name for a file that this process writes. */
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
