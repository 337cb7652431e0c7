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
  const home = homeFolder(argument);
  if (home !== undefined && isAbsolute(home)) return join(home, '.os1');
  throw new InvalidArgumentError(argument, 'is needed: HOME is not the path of a folder', {
    hint: `Set HOME to your home folder, as in /home/me, or set \`${argument}\`.`,
  });
}

function homeFolder(argument: string): string | undefined {
  try {
    return homedir();
  } catch (cause) {
    if (isForbidden(cause)) {
      throw new InvalidArgumentError(argument, 'is needed: this process may not ask for the home folder', {
        hint: `Run Deno with --allow-sys=homedir,hostname,uid, or set \`${argument}\`.`,
      });
    }
    // HOME is not set, and the system knows no such user, as in some containers.
    return undefined;
  }
}

/** Deno asks for a permission. Its versions before 2 have another name for that. */
function isForbidden(cause: unknown): boolean {
  return cause instanceof Error && (cause.name === 'NotCapable' || cause.name === 'PermissionDenied');
}
