import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireLock, LockBusyError } from '@mitosislabs/auth/nodeFiles';
import { CliError } from '../errors/CliError.ts';

/**
 * Makes sure that one emulator at a time uses a data folder, where SQLite itself cannot (`isNative`): its lock there is a folder,
 * which stays when the process is killed.
 *
 * @throws {@link CliError} `data_in_use` when another emulator uses the folder.
 */
export async function lockData(folder: string): Promise<{ release(): Promise<void> } | undefined> {
  // A folder that cannot be created is reported by the emulator.
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
  try {
    const lock = await acquireLock(join(folder, 'emulator.lock'), { waitMs: 0 });
    // If it cannot be removed, the emulator reports that the folder is in use.
    await rm(join(folder, 'emulator.db.lock'), { recursive: true, force: true }).catch(() => undefined);
    return lock;
  } catch (error) {
    if (!(error instanceof LockBusyError)) return undefined;
    throw new CliError(`the data in ${folder} is in use`, {
      code: 'data_in_use',
      hint: 'Another `mi dev` uses this folder: stop it, or name another folder with --data.',
      cause: error,
    });
  }
}
