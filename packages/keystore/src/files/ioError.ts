import { errnoOf } from '@mitosislabs/auth/nodeFiles';
import { KeystoreError } from '../KeystoreError.ts';

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ['permission denied', 'Check who owns the file and its folder, and their modes.'],
  EPERM: ['the operation is not permitted', 'Check who owns the file and its folder.'],
  EROFS: ['the file system is read-only', 'Keep the keystore somewhere else: set `basePath`.'],
  ENOSPC: ['the disk is full', 'Free some space and try again. The old file is unchanged.'],
  EDQUOT: ['the disk quota is used up', 'Free some space and try again. The old file is unchanged.'],
  EFBIG: ['the system limits the size of files', 'Raise the limit (`ulimit -f`) and try again.'],
  EIO: ['the disk reports an error', 'Check the disk. A key may have a backup beside it, as `.bak-…`.'],
  ENAMETOOLONG: ['the path is too long', 'Keep the keystore somewhere else: set `basePath`.'],
  EMFILE: ['this process has too many files open', 'Close some, or raise the limit (`ulimit -n`).'],
  EISDIR: ['it is a folder', 'Move the folder away.'],
  ENOTDIR: ['a part of the path is no folder', 'Check the path, or set another `basePath`.'],
};

/**
 * Turns a failed call to the operating system into an error that names the file and the cause.
 *
 * @param next - The next step, if more than the cause is known.
 */
export function ioError(
  action: 'read' | 'write',
  path: string,
  cause: unknown,
  next?: string,
): KeystoreError {
  if (cause instanceof KeystoreError) return cause;
  const flag = denoFlag(cause);
  if (flag !== undefined) {
    const message = `Could not ${action} ${path}: Deno was not given the permission ${flag}.`;
    const hint = `Run Deno with ${flag === '--allow-sys' ? '--allow-sys=hostname,uid,homedir' : flag}.`;
    return new KeystoreError(`${action}_failed`, path, message, { hint, cause });
  }
  const errno = errnoOf(cause) ?? 'unknown';
  const [reason, hint] = REASONS[errno] ?? [
    'the operating system refused',
    'Try again. `cause` has the error of the system.',
  ];
  return new KeystoreError(`${action}_failed`, path, `Could not ${action} ${path}: ${reason} (${errno}).`, {
    hint: next ?? hint,
    cause,
  });
}

/** The flag that Deno asks for. Its versions before 2 have another name for the error. */
function denoFlag(cause: unknown): string | undefined {
  const isDenial =
    cause instanceof Error && (cause.name === 'NotCapable' || cause.name === 'PermissionDenied');
  return isDenial ? /--allow-[a-z]+/.exec(cause.message)?.[0] : undefined;
}
