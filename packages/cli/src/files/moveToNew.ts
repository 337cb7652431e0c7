import { link, rename } from 'node:fs/promises';

/**
 * Gives a file its name, but only when nothing bears it: a plain rename would replace what came in the meantime.
 *
 * @returns whether it has that name now; with its old name, perhaps.
 */
export async function moveToNew(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'EEXIST') return false;
    // Some file systems know no hard links.
    await rename(part, path);
  }
  return true;
}
