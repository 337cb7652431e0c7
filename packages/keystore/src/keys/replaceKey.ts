import type { FolderLock } from '../lock/FolderLock.ts';
import { keepCopy } from './keepCopy.ts';

/** Replaces a key's file, after what was in it is safe in a backup beside it: `<agent>.key.bak-1`, or the next free number. */
export async function replaceKey(
  lock: FolderLock,
  path: string,
  before: Uint8Array | undefined,
  content: string,
): Promise<void> {
  if (before !== undefined) await keepCopy(path, 'bak', before);
  await lock.replace(path, content);
}
