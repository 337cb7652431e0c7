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
