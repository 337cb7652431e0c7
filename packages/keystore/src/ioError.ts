import { errnoOf } from './errnoOf.ts';
import { KeystoreError } from './KeystoreError.ts';

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ['permission denied', 'Check who owns the file and its folder, and their modes.'],
  EPERM: ['the operation is not permitted', 'Check who owns the file and its folder.'],
  EROFS: ['the file system is read-only', 'Keep the keystore somewhere else: set `basePath`.'],
  ENOSPC: ['the disk is full', 'Free some space and try again. What was there before is unchanged.'],
  EDQUOT: ['the disk quota is used up', 'Free some space and try again. What was there before is unchanged.'],
  EISDIR: ['it is a folder', 'Move the folder away.'],
  ENOTDIR: ['a part of the path is no folder', 'Check the path, or set another `basePath`.'],
};

/** Turns a failed call to the operating system into an error that names the file and the cause. */
export function ioError(action: 'read' | 'write', path: string, cause: unknown): KeystoreError {
  if (cause instanceof KeystoreError) return cause;
  const errno = errnoOf(cause) ?? 'unknown';
  const [reason, hint] = REASONS[errno] ?? ['the operating system refused', 'The cause has its own words.'];
  return new KeystoreError(`${action}_failed`, path, `Could not ${action} ${path}: ${reason} (${errno}).`, {
    hint,
    cause,
  });
}
