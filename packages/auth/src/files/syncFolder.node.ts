import { open } from 'node:fs/promises';

/**
 * Makes new and removed names in a folder last through a loss of power. Windows has no such call.
 *
 * @param path - The folder.
 *
 * @example
 * ```ts
 * import { unlink } from 'node:fs/promises';
 * import { syncFolder } from '@mitosislabs/auth/nodeFiles';
 *
 * await unlink('keys/aria.key');
 * await syncFolder('keys');
 * ```
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
