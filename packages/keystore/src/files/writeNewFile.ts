import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isOpenToOthers, noPermissions } from './permissionsKept.ts';

/** Creates a file for its owner only (0600), and flushes it to the disk. Throws if others could read it. */
export async function writeNewFile(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    // The umask may have taken away the owner's own bits.
    if (process.platform !== 'win32') await file.chmod(0o600);
    // Before anything is in it.
    if (isOpenToOthers(await file.stat())) throw noPermissions(dirname(path));
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
