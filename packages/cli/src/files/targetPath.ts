import { lstat, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { UsageError } from '../errors/UsageError.ts';
import { safeFileName } from './safeFileName.ts';

/**
 * Returns the path of a download: `output`, or a safe form of the file's name in the folder `output` or the current folder.
 *
 * @throws {@link CliError} if the path exists, unless `force` is set.
 * @throws {@link UsageError} if it is not a regular file, even with `force`, or its folder does not exist.
 */
export async function targetPath(name: string, output: string | undefined, force: boolean): Promise<string> {
  const folder = output === undefined ? '.' : (await isFolder(output)) ? output : undefined;
  const path = folder === undefined ? (output ?? '') : join(folder, safeFileName(name));
  const parent = dirname(path);
  if (!(await isFolder(parent))) {
    const isCurrent = parent === '.';
    throw new UsageError(isCurrent ? 'the current folder no longer exists' : `there is no folder ${parent}`, {
      hint: isCurrent ? 'Change to another folder: cd' : undefined,
    });
  }
  // Replacing a device such as /dev/null, or a link to one, would break more than this download.
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) {
    throw new UsageError(`${path} is not a regular file`, { hint: '-o - writes to standard output.' });
  }
  if (!force && (await lstat(path).catch(() => undefined)) !== undefined) throw alreadyThere(path);
  return path;
}

/** Returns the error for a file that would be overwritten. */
export function alreadyThere(
  path: string,
  hint = 'Pass --force to replace it, or -o <path> to put it elsewhere.',
): CliError {
  return new CliError(`${path} exists already`, {
    code: 'file_exists',
    exitCode: ExitCode.conflict,
    hint,
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
