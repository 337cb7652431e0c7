import { link, rename } from 'node:fs/promises';

/** Error codes of file systems without hard links. */
const NO_LINKS = new Set<unknown>(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/**
 * Renames a file, but never replaces another one, as a plain rename would. The old name may stay: delete it afterwards.
 *
 * @param from - The path of the file.
 * @param to - Its new path, on the same file system.
 * @returns whether the file has its new name; `false` if that existed.
 *
 * @example
 * ```ts
 * import { rm, writeFile } from 'node:fs/promises';
 * import { moveToNew } from '@mitosislabs/api/nodeFiles';
 *
 * await writeFile('report.part', 'complete');
 * console.log(await moveToNew('report.part', 'report.txt'));
 * await rm('report.part', { force: true });
 * ```
 */
export async function moveToNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), 'code');
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.has(code)) throw error;
    await rename(from, to);
  }
  return true;
}
