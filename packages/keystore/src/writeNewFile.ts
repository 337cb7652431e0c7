import { open } from 'node:fs/promises';

/** Writes a file that is not there yet, for its owner alone (0600), and waits until the disk has it. */
export async function writeNewFile(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    // The umask may have taken away the owner's own bits.
    if (process.platform !== 'win32') await file.chmod(0o600);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
