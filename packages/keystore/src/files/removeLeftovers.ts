import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderLock } from '../lock/FolderLock.ts';
import { waiterOf } from '../lock/LockQueue.ts';
import { isGone, isHere, type LockHolder } from '../lock/lockToken.ts';
import { writerOf } from './temporaryName.ts';

/**
 * The longest time that a write takes, in ms. After it, a writer on another machine or in another container
 * has ended, and a process with the id of the writer is a different one.
 */
const LONGEST_WRITE_MS = 3_600_000;

/** Removes the half-written files, which may hold secrets, and the locks of processes that were killed. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  // The next call retries failed removals. Leftovers do not block reads or writes.
  await Promise.allSettled(names.map((name) => remove(join(folder, name), name)));
}

async function remove(path: string, name: string): Promise<void> {
  if (name.endsWith('.lock')) await FolderLock.sweep(path);
  else await removeIfAbandoned(path, writerOf(name) ?? waiterOf(name));
}

async function removeIfAbandoned(path: string, writer: LockHolder | undefined): Promise<void> {
  if (writer === undefined) return;
  const { mtimeMs } = await lstat(path);
  const now = Date.now();
  const isOurs = writer.pid === process.pid && isHere(writer);
  const since = now - (isOurs ? process.uptime() * 1_000 + 50 : LONGEST_WRITE_MS);
  if (mtimeMs < since || isGone(writer)) await rm(path, { force: true, recursive: true });
}
