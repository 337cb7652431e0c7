import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './errnoOf.ts';
import { KeystoreError } from './KeystoreError.ts';
import { temporaryName } from './temporaryName.ts';

/** Whether the file system of a folder keeps who may read a file: FAT, and some that are shared or mounted, do not. */
export async function keepsPermissions(folder: string): Promise<boolean> {
  const probe = join(folder, temporaryName());
  try {
    const file = await open(probe, 'wx', 0o600);
    try {
      await file.chmod(0o600);
      return !isOpenToOthers(await file.stat());
    } finally {
      await file.close();
    }
  } catch (error) {
    // Of its own file nobody is refused a mode that the file system can keep. Whatever else went wrong says nothing of that.
    return errnoOf(error) !== 'EPERM' && errnoOf(error) !== 'ENOTSUP';
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** Whether others can do anything with a file or a folder. On Windows modes say nothing of that. */
export function isOpenToOthers({ mode }: { readonly mode: number }): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

/** The error for a folder on a file system where others cannot be kept out. */
export function noPermissions(folder: string, cause?: unknown): KeystoreError {
  const problem = `The folder ${folder} is not used: its file system keeps no permissions, so others may read what is in it.`;
  return new KeystoreError('unsafe_folder', folder, problem, {
    hint: 'Keep the keystore on another file system: set `basePath`, or MITOSIS_HOME.',
    cause,
  });
}
