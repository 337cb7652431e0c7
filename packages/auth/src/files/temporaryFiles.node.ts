import { readdirSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepLock } from './abandonedHolders.node.ts';
import { waiterOf } from './acquireLock.node.ts';
import {
  hasEnded,
  isLocal,
  localProcess,
  newToken,
  type ProcessIdentity,
  parseToken,
} from './processToken.node.ts';

const PREFIX = '.tmp-';
/** The format of an earlier version: the process id, without its machine or container. */
const EARLIER = /^(\d+)-[0-9a-f]{16}$/;
/**
 * The longest time that a write takes, in ms. After it, a writer on another machine or in another container
 * has ended, and a process with the id of the writer is a different one.
 */
const LONGEST_WRITE_MS = 3_600_000;

/**
 * Returns an unguessable name for a file that this process writes. {@link removeLeftovers} removes such files of processes that
 * have ended.
 *
 * @example
 * ```ts
 * import { temporaryName } from '@mitosislabs/auth/nodeFiles';
 *
 * console.log(temporaryName().startsWith('.tmp-')); // true
 * ```
 */
export function temporaryName(): string {
  return `${PREFIX}${newToken()}`;
}

/**
 * Whether a name is a {@link temporaryName} of any process.
 *
 * @param name - The name, without its folder.
 *
 * @example
 * ```ts
 * import { isTemporaryName, temporaryName } from '@mitosislabs/auth/nodeFiles';
 *
 * console.log(isTemporaryName(temporaryName()), isTemporaryName('aria.key')); // true false
 * ```
 */
export function isTemporaryName(name: string): boolean {
  return writerOf(name) !== undefined;
}

/**
 * Removes the half-written files, which may hold secrets, and the locks of processes that were killed. Never fails: the next call
 * retries.
 *
 * @param folder - The folder of the files and locks.
 *
 * @example
 * ```ts
 * import { removeLeftovers } from '@mitosislabs/auth/nodeFiles';
 *
 * await removeLeftovers('keys');
 * ```
 */
export async function removeLeftovers(folder: string): Promise<void> {
  // Other files have other names.
  const names = namesIn(folder).filter((name) => /^\.|\.lock$/.test(name));
  // Leftovers do not block reads or writes.
  await Promise.allSettled(names.map((name) => remove(join(folder, name), name)));
}

/** Synchronous: Node's thread pool takes longer to start than reading a small folder takes. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function remove(path: string, name: string): Promise<void> {
  if (name.endsWith('.lock')) await sweepLock(path);
  else await removeIfAbandoned(path, writerOf(name) ?? waiterOf(name));
}

/** The process that is writing, or was writing, the file of a temporary name; `undefined` for every other name. */
function writerOf(name: string): ProcessIdentity | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const token = name.slice(PREFIX.length);
  const pid = EARLIER.exec(token)?.[1];
  return pid === undefined ? parseToken(token) : localProcess(Number(pid));
}

async function removeIfAbandoned(path: string, writer: ProcessIdentity | undefined): Promise<void> {
  if (writer === undefined) return;
  const { mtimeMs } = await lstat(path);
  const now = Date.now();
  const isOurs = writer.pid === process.pid && isLocal(writer);
  const since = now - (isOurs ? process.uptime() * 1_000 + 50 : LONGEST_WRITE_MS);
  if (mtimeMs < since || hasEnded(writer)) await rm(path, { recursive: true });
}
