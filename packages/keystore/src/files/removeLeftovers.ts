import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderLock } from '../lock/FolderLock.ts';
import { waiterOf } from '../lock/LockQueue.ts';
import { isGone, isHere, type LockHolder } from '../lock/lockToken.ts';
import { writerOf } from './temporaryName.ts';

/** No write takes longer; whoever has the writer's number by then is somebody else, and a writer elsewhere has ended. In ms. */
const LONGEST_WRITE_MS = 3_600_000;

/** Removes the half-written files, which may hold secrets, and the locks of processes that were killed. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  // What cannot be removed now is tried again the next time: it stops nobody from reading or writing.
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
