import { MitosisError } from '@mitosislabs/auth/errors';
import { ApiError } from '../../errors.ts';

/** The meanings of errors of the file system and of SQLite for a data folder. */
const MEANINGS: readonly { codes: RegExp; code: string; problem: string; hint: string }[] = [
  {
    codes: /^SQLITE_(BUSY|LOCKED)/,
    code: 'data_in_use',
    problem: 'is in use',
    hint: 'Another emulator uses this folder: stop it, or name another folder.',
  },
  {
    codes: /^(EACCES|EPERM|EROFS|SQLITE_READONLY.*|SQLITE_CANTOPEN.*|SQLITE_PERM)$/,
    code: 'data_unreadable',
    problem: 'cannot be opened: this user may not read and write it',
    hint: 'Give this user the right to write the folder and the files in it, or name another folder.',
  },
  {
    codes: /^(EISDIR|ENOTDIR|EEXIST)$/,
    code: 'data_unreadable',
    problem: 'cannot be opened: a file is where a folder should be, or a folder where emulator.db should be',
    hint: 'Remove it, or name another folder.',
  },
  {
    codes: /^(ENOSPC|EDQUOT|SQLITE_FULL|storage_full)$/,
    code: 'data_full',
    problem: 'cannot be opened: the disk is full',
    hint: 'Free some space, or name a folder on another disk. No data is lost.',
  },
];

/** The error for a data folder that cannot be used. */
export function dataError(folder: string, cause: unknown): unknown {
  if (cause instanceof MitosisError) return cause;
  const code: unknown = Reflect.get(Object(cause), 'code');
  if (typeof code !== 'string') return cause;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return damaged(folder, messageOf(cause), cause);
  const meaning = MEANINGS.find(({ codes }) => codes.test(code));
  if (!meaning && cause instanceof ApiError) return cause;
  const problem = meaning?.problem ?? 'cannot be opened';
  return new MitosisError(`The emulator's data in ${folder} ${problem} (${code}).`, {
    code: meaning?.code ?? 'data_unreadable',
    hint: meaning?.hint ?? 'Name another folder.',
    cause,
  });
}

/** The error for a damaged data folder. */
export function damaged(folder: string, problem: string, cause?: unknown): MitosisError {
  return new MitosisError(`The emulator's data in ${folder} is damaged: ${problem}.`, {
    code: 'data_damaged',
    hint: 'Put a copy of the folder in its place, or delete the folder to start over, or name another folder.',
    cause,
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
}
