import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { MitosisError } from '@mitosislabs/auth/errors';
import { Db } from './Db.ts';

/** Opens the database of a data folder, or one in memory. The folder and the file are for their owner only. */
export function openStore(folder: string | undefined): Db {
  if (folder === undefined) return new Db();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'emulator.db');
  // Agents' private keys are in it: it must never be wider, not even for a moment.
  closeSync(openSync(file, 'a', 0o600));
  try {
    return new Db(file);
  } catch (cause) {
    const busy = cause instanceof Error && Reflect.get(cause, 'code') === 'SQLITE_BUSY';
    throw new MitosisError(`The emulator's data in ${file} cannot be opened.`, {
      code: busy ? 'data_in_use' : 'data_unreadable',
      hint: busy
        ? 'Another emulator uses this folder: stop it, or name another folder.'
        : 'Name another folder.',
      cause,
    });
  }
}
