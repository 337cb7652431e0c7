import { type FileHandle, open } from 'node:fs/promises';

/**
 * Returns the operating system's code of a failed call, such as `ENOENT` or `ENOSPC`.
 *
 * @param error - A thrown value.
 * @returns `undefined` for a value without a code.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { errnoOf } from '@mitosislabs/auth/nodeFiles';
 *
 * await readFile('missing').catch((error: unknown) => console.log(errnoOf(error))); // ENOENT
 * ```
 */
export function errnoOf(error: unknown): string | undefined {
  const code: unknown = Reflect.get(Object(error), 'code');
  return typeof code === 'string' ? code : undefined;
}

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

/** Checks a new file while it is empty. Throws to refuse it. */
export type NewFileCheck = (stats: { readonly mode: number }) => void;

/**
 * Creates a file for its owner only (0600), and flushes it to the disk.
 *
 * @param check - Called before anything is in the file.
 */
export async function writeNewFile(
  path: string,
  content: string | Uint8Array,
  check?: NewFileCheck,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    if (process.platform !== 'win32') await keepOwnerBits(file, check !== undefined);
    check?.(await file.stat());
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Sets the mode again: the umask may have taken away the owner's own bits. Some file systems refuse that. */
async function keepOwnerBits(file: FileHandle, mustWork: boolean): Promise<void> {
  try {
    await file.chmod(0o600);
  } catch (error) {
    if (mustWork) throw error;
  }
}
