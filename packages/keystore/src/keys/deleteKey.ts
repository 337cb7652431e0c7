import { removeFile } from '../files/privateFile.ts';
import { type HeldLock, whileLocked } from '../files/whileLocked.ts';
import type { OfficeOrigins } from './OfficeOrigins.ts';

/**
 * Deletes a key's file, and the file with its host, while no other process stores a key there: that key would lose its host.
 *
 * @returns whether there was a key.
 */
export async function deleteKey(path: string, origins: OfficeOrigins): Promise<boolean> {
  let isLocked = false;
  const remove = async (lock?: HeldLock): Promise<boolean> => {
    isLocked = lock !== undefined;
    await lock?.check();
    const isDeleted = await removeFile(path);
    if (isDeleted) await origins.remove(path);
    return isDeleted;
  };
  try {
    return await whileLocked(path, 'key', remove);
  } catch (error) {
    // On a full disk, and for a link to nothing, there can be no lock. Then no other process can store a key with a host either.
    if (isLocked || Reflect.get(Object(error), 'code') === 'key_busy') throw error;
    return remove();
  }
}
