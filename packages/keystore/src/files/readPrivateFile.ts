import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '@mitosislabs/auth/nodeFiles';
import { KeystoreError } from '../KeystoreError.ts';
import { assertPrivateFile, shellQuote } from '../permissions/assertPrivate.ts';
import { ioError } from './ioError.ts';
import { linkTarget } from './ownLink.ts';

// Not on Windows. Without O_NONBLOCK, opening a pipe without a writer would hang.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** The errors of opening links and sockets. */
const NO_FILE = new Set(['ELOOP', 'EMLINK', 'ENXIO', 'EOPNOTSUPP', 'ENOTSUP']);

/**
 * Reads a file that others must not read. It may be a symbolic link of this user to such a file. Checks the opened file, so that it cannot be swapped in between.
 *
 * @param onReadable - Called with the mode of a file that others can read and not write. Default: such a file is refused.
 * @returns its bytes, at most `limit` + 1 of them; `undefined` when there is no such file.
 */
export async function readPrivateFile(
  name: string,
  limit: number,
  onReadable?: (mode: number) => void,
): Promise<Buffer | undefined> {
  const path = await linkTarget(name);
  try {
    // Synchronous: Node's thread pool takes longer to start than reading a small file takes.
    const file = openSync(path, FLAGS);
    try {
      await assertPrivateFile(path, async () => fstatSync(file), onReadable);
      const bytes = Buffer.alloc(limit + 1);
      let length = 0;
      for (;;) {
        const bytesRead = readSync(file, bytes, length, bytes.length - length, null);
        if (bytesRead === 0) return bytes.subarray(0, length);
        length += bytesRead;
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    const errno = errnoOf(cause) ?? '';
    if (errno === 'ENOENT') return undefined;
    if (errno === 'EACCES') await throwDenied(path, cause);
    if (!NO_FILE.has(errno)) throw ioError('read', path, cause);
    const file = shellQuote(path);
    throw new KeystoreError(
      'unsafe_file',
      path,
      `${path} is not used: it is a link, or no regular file (${errno}).`,
      { hint: `Move it away: mv -i ${file} ${file}.old`, cause },
    );
  }
}

/** Throws the error for a file that may not be opened, with the command that repairs it. */
async function throwDenied(path: string, cause: unknown): Promise<never> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) throw ioError('read', path, cause, `chmod 700 ${shellQuote(dirname(path))}`);
  await assertPrivateFile(path, () => lstat(path));
  throw ioError('read', path, cause, `chmod 600 ${shellQuote(path)}`);
}
