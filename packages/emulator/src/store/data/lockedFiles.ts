import { statSync } from 'node:fs';

/** A database with a file of its own. */
interface FileDatabase {
  /** Whether it is in use: not closed. */
  readonly isOpen: boolean;
  /** Releases the lock of the file. Throws if the disk is full. */
  release(): void;
}

/** The databases whose file this process has locked, by the identity of the file. */
const locked = new Map<string, FileDatabase>();

/** Notes that a database has locked its file. */
export function noteLocked(file: string, database: FileDatabase): void {
  const identity = identityOf(file);
  if (identity !== undefined) locked.set(identity, database);
}

/** Notes that a database has released its file. */
export function forgetLocked(database: FileDatabase): void {
  for (const [identity, other] of locked) if (other === database) locked.delete(identity);
}

/**
 * Refuses a file that this process has locked. It must not be opened, not even to read its head: closing it again would
 * release the lock, because POSIX locks belong to the process. A file that was closed on a full disk is released first.
 *
 * @throws an error with the code `SQLITE_BUSY`, or `SQLITE_FULL` if there is still no space.
 */
export function assertNotLocked(file: string): void {
  const identity = identityOf(file);
  const database = identity === undefined ? undefined : locked.get(identity);
  if (database?.isOpen) throw Object.assign(new Error('This process uses it.'), { code: 'SQLITE_BUSY' });
  database?.release();
}

/** Identifies a file, whatever its path is. */
function identityOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev} ${stat.ino}`;
}
