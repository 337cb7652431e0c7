import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { InvalidArgumentError } from './InvalidArgumentError.ts';

/**
 * The folder that keeps keys, settings and positions where no other is named: `~/.os1`. Node only.
 *
 * @param argument - The argument that names another folder, for the error.
 * @throws {@link InvalidArgumentError} when the home folder is not known. The working directory is no place for keys: it may
 * belong to anybody, and is another one the next time.
 *
 * @example
 * ```ts
 * import { homePath } from '@mitosislabs/auth/homePath';
 *
 * console.log(homePath()); // /home/me/.os1
 * ```
 */
export function homePath(argument = 'basePath'): string {
  const home = homeFolder();
  if (home !== undefined && isAbsolute(home)) return join(home, '.os1');
  throw new InvalidArgumentError(argument, 'is needed: HOME is not the path of a folder', {
    hint: `Set HOME to your home folder, as in /home/me, or set \`${argument}\`.`,
  });
}

function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    // HOME is not set, and the system knows no such user, as in some containers.
    return undefined;
  }
}
