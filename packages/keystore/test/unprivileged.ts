import { execFile, execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

const UID = '65534';
/** Whether this process may become, and give files to, any user. */
export const isRoot = process.geteuid?.() === 0;

/** The command prefix that runs a program as a user without the rights of root. */
export const unprivileged: readonly string[] = isRoot
  ? ['setpriv', `--reuid=${UID}`, `--regid=${UID}`, '--clear-groups']
  : [];

/** Gives files to that user. Links are given, not followed. */
export function giveAway(path: string): void {
  if (isRoot) execFileSync('chown', ['-hR', `${UID}:${UID}`, path]);
}

/** How a command gets disks of its own, which go with it; `undefined` where that is not permitted. */
export const unshare: readonly string[] | undefined = [['-m'], ['-Urm']].find((options) => {
  try {
    execFileSync('unshare', [...options, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** Runs a command, and reads what it says as JSON. */
export async function said(command: readonly string[]): Promise<unknown> {
  const [file = '', ...args] = command;
  const { stdout } = await promisify(execFile)(file, args, { cwd: tmpdir() });
  return JSON.parse(stdout);
}
