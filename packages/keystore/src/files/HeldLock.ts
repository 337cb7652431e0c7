import { dirname } from 'node:path';
import { type FolderLock, LockLostError } from '@mitosislabs/auth/nodeFiles';
import { assertKeepsMode } from '../permissions/permissionsKept.ts';
import { ioError } from './ioError.ts';

/**
 * The lock of a file in the keystore, held by this process. Its methods throw {@link LockLostError} after it was broken, and a
 * {@link KeystoreError} for other failures.
 */
export class HeldLock {
  /** The lock itself. */
  readonly inner: FolderLock;
  readonly #file: string;

  /** @param file - The file that the lock protects. */
  constructor(inner: FolderLock, file: string) {
    this.inner = inner;
    this.#file = file;
  }

  /** Writes a file that only its owner can read, atomically, if the lock is still held. */
  async replace(file: string, content: string | Uint8Array): Promise<void> {
    try {
      await this.inner.replace(file, content, (stats) => assertKeepsMode(stats, dirname(file)));
    } catch (cause) {
      throw lostOr(cause, 'write', file);
    }
  }

  /** Removes a file, if it exists and the lock is still held. */
  async remove(file: string): Promise<void> {
    try {
      await this.inner.remove(file);
    } catch (cause) {
      throw lostOr(cause, 'write', file);
    }
  }

  /** Throws when the lock is no longer held. Another process may still take it a moment later. */
  async check(): Promise<void> {
    try {
      await this.inner.check();
    } catch (cause) {
      throw lostOr(cause, 'read', `${this.#file}.lock`);
    }
  }
}

function lostOr(cause: unknown, action: 'read' | 'write', path: string): Error {
  return cause instanceof LockLostError ? cause : ioError(action, path, cause);
}
