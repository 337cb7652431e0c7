import type { FolderLock } from './FolderLock.ts';
import { ioError } from './ioError.ts';
import { keepCopy } from './keepCopy.ts';
import { LockLostError } from './LockLostError.ts';

/** Replaces a key's file, after what was in it is safe in a backup beside it: `<agent>.key.bak-1`, or the next free number. */
export async function replaceKey(
  lock: FolderLock,
  path: string,
  before: Uint8Array | undefined,
  content: string,
): Promise<void> {
  if (before !== undefined) await keepCopy(path, 'bak', before);
  try {
    await lock.replace(path, content);
  } catch (cause) {
    if (cause instanceof LockLostError) throw cause;
    throw ioError('write', path, cause);
  }
}
