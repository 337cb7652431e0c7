import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * Where a keystore is that nobody said where: `~/.os1`.
 *
 * @throws {@link InvalidArgumentError} when nobody knows where home is. The folder that a process happens to be in is no place
 * for keys: it may be anybody's, and is another one the next time.
 */
export function homePath(): string {
  const home = homeFolder();
  if (home !== undefined && isAbsolute(home)) return join(home, '.os1');
  throw new InvalidArgumentError('basePath', 'is needed: HOME is not the path of a folder', {
    hint: 'Set HOME to your home folder, as in /home/me, or set `basePath`.',
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
