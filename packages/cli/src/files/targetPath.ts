import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { safeFileName } from './safeFileName.ts';

/**
 * Where a download goes: the path that was asked for, or its own safe name in that folder or this one.
 *
 * @throws {@link CliError} when something is there already, unless `force` is set.
 */
export async function targetPath(name: string, output: string | undefined, force: boolean): Promise<string> {
  const folder = output === undefined ? '.' : (await isFolder(output)) ? output : undefined;
  const path = folder === undefined ? (output ?? '') : join(folder, safeFileName(name));
  if (!force && (await lstat(path).catch(() => undefined)) !== undefined) throw alreadyThere(path);
  return path;
}

/** The error for a file that would be overwritten. */
export function alreadyThere(path: string): CliError {
  return new CliError(`${path} is there already`, {
    code: 'file_exists',
    exitCode: ExitCode.conflict,
    hint: 'Pass --force to replace it, or -o <path> to put it elsewhere.',
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
