// What this machine says of itself, on Node. What is documented is `machine.ts`, whose place this file takes.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { InvalidArgumentError } from './InvalidArgumentError.ts';

/** The folder that keeps keys, settings and positions where no other is named. */
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

/** When a process started, in ticks since the machine did. */
export function processStart(pid: number): string {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '0';
  }
  // The second field is the name in brackets, which may have anything in it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A process that has ended may still be listed until its parent asks for its exit code.
  return /^[ZX]/.test(fields[0] ?? '') ? '0' : (fields[19] ?? '0');
}
