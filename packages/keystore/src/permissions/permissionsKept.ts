import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, temporaryName } from '@mitosislabs/auth/nodeFiles';
import { KeystoreError } from '../KeystoreError.ts';

/** Whether the file system of a folder keeps permissions: FAT, and some shared or mounted ones, do not. */
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
    // An owner may always set a mode that the file system keeps. Other errors show nothing.
    return errnoOf(error) !== 'EPERM' && errnoOf(error) !== 'ENOTSUP';
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** Whether others have any access to a file or folder. Unknown on Windows, where modes do not show it. */
export function isOpenToOthers({ mode }: { readonly mode: number }): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

/** Refuses a new file that others could read. */
export function assertKeepsMode(stats: { readonly mode: number }, folder: string): void {
  if (isOpenToOthers(stats)) throw noPermissions(folder);
}

/** Creates the error for a folder on a file system without permissions. */
export function noPermissions(folder: string, cause?: unknown): KeystoreError {
  const problem = `The folder ${folder} is not used: its file system keeps no permissions, so others may read what is in it.`;
  return new KeystoreError('unsafe_folder', folder, problem, {
    hint: 'Keep the keystore on another file system: set `basePath`, or MITOSIS_HOME.',
    cause,
  });
}
