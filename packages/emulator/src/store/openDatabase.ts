import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MitosisError } from '@mitosislabs/auth/errors';
import { Database } from './Database.ts';

/** Opens the database of a data folder, or one in memory. Only the owner can read the folder and the file. */
export function openDatabase(folder: string | undefined): Database {
  if (folder === undefined) return new Database();
  const file = join(folder, 'emulator.db');
  try {
    makeFolder(folder);
    // It has agents' private keys, so it must not be readable by others, not even for a moment.
    closeSync(openSync(file, 'a', 0o600));
    return new Database(file);
  } catch (cause) {
    const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
    const busy = code === 'SQLITE_BUSY';
    const why = typeof code === 'string' && !busy ? ` (${code})` : '';
    throw new MitosisError(`The emulator's data in ${file} cannot be opened${why}.`, {
      code: busy ? 'data_in_use' : 'data_unreadable',
      hint: busy
        ? 'Another emulator uses this folder: stop it, or name another folder.'
        : 'Name another folder.',
      cause,
    });
  }
}

/** Creates a folder and those above it. Node's `recursive` never returns where no folder can be created, as in `/proc`. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'EEXIST') return;
    const above = dirname(folder);
    if (code !== 'ENOENT' || existsSync(above)) throw error;
    makeFolder(above);
    mkdirSync(folder, { mode: 0o700 });
  }
}
