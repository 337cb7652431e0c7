import { keepCopy } from '../files/keepCopy.ts';
import { readPrivateFile, removeFile } from '../files/privateFile.ts';
import type { HeldLock } from '../files/whileLocked.ts';
import { MAX_KEY_BYTES } from './privateKeyFile.ts';

/** Replaces a key's file. A backup of the old key stays beside it: `<agent>.key.bak-1`, or the next free number. */
export async function replaceKey(
  lock: HeldLock,
  path: string,
  before: Uint8Array,
  content: Uint8Array,
): Promise<void> {
  if (Buffer.compare(before, content) === 0) return;
  const backup = await keepCopy(path, 'bak', before);
  try {
    await lock.replace(path, content);
  } catch (error) {
    // The backup is useful only if the key was replaced before the error.
    const now = await readPrivateFile(path, MAX_KEY_BYTES).catch(() => undefined);
    if (now?.equals(before)) await removeFile(backup).catch(() => undefined);
    throw error;
  }
}
