import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MitosisError } from '@mitosislabs/auth/errors';
import { Database } from './Database.ts';

/** Opens the database of a data folder, or one in memory. The folder and the file are for their owner only. */
export function openDatabase(folder: string | undefined): Database {
  if (folder === undefined) return new Database();
  const file = join(folder, 'emulator.db');
  try {
    makeFolder(folder);
    // Agents' private keys are in it: it must never be wider, not even for a moment.
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

/** Makes a folder and those above it. Node's own way of that never returns where nobody can make folders, as in `/proc`. */
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
