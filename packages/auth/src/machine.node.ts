// Reads facts about this machine on Node, in place of `machine.ts`, which has the documentation.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { InvalidArgumentError } from './errors/InvalidArgumentError.ts';

/** The default folder of keys, settings and positions. */
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
    // HOME is not set and the user is unknown, as in some containers.
    return undefined;
  }
}

/** Whether Deno refused a permission. Versions before 2 use another error name. */
function isForbidden(cause: unknown): boolean {
  return cause instanceof Error && (cause.name === 'NotCapable' || cause.name === 'PermissionDenied');
}
