import { type FileHandle, open } from 'node:fs/promises';

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
