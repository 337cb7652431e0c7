import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { StreamBody } from '@mitosislabs/transport';
import { LocalFileError } from './LocalFileError.ts';

/** How much is read at a time, in bytes: small reads cost more than the bytes in them. */
const CHUNK = 1024 * 1024;

/**
 * Opens a file of this machine as a body: {@link NodeFilesAPI.uploadFrom}.
 *
 * @param send - Sends the body. The file is open until then.
 * @throws {@link LocalFileError} if `path` is not a regular file, or the file is written to while it is read.
 */
export async function whileFileIsOpen(
  path: string,
  send: (body: StreamBody) => Promise<void>,
): Promise<void> {
  // Checked before it is opened: opening a pipe without a writer waits for ever.
  if (!(await stat(path)).isFile()) throw new LocalFileError(path, 'not-a-file', 'is not a regular file');
  const file = await open(path);
  try {
    await send(await fileBody(file, path));
  } finally {
    await file.close();
  }
}

/**
 * Makes a body of an open file, as large as the file is now. It can be sent again: each time it is read from the beginning.
 *
 * @param file - Stays open until the body was sent.
 * @param path - Its path, for errors.
 * @throws {@link LocalFileError} while it is read, if the file is written to while it is read: the body would be half of one version and
 *   half of another. A file that is replaced or deleted meanwhile is read to its end as it was.
 */
async function fileBody(file: FileHandle, path: string): Promise<StreamBody> {
  const before = await stateOf(file);
  const size = Number(before.size);
  return {
    contentType: 'application/octet-stream',
    length: size,
    isReplayable: true,
    async *open() {
      // While one half is sent, the next piece is read into the other.
      const room = Math.min(CHUNK, size);
      const buffer = Buffer.allocUnsafeSlow(2 * room);
      let next = read(file, buffer.subarray(0, room), 0);
      for (let position = 0, half = 1; position < size; half = 1 - half) {
        const chunk = await next;
        if (chunk.length === 0) throw changed(path);
        position += chunk.length;
        const start = half * room;
        next = read(file, buffer.subarray(start, start + Math.min(room, size - position)), position);
        yield chunk;
      }
      // Checked before the end of the body is sent: the platform discards an incomplete body.
      if (isChanged(before, await stateOf(file))) throw changed(path);
    },
  };
}

/** The stats that reveal a change. */
type State = Pick<BigIntStats, 'size' | 'mtimeNs' | 'ctimeNs' | 'nlink'>;

async function stateOf(file: FileHandle): Promise<State> {
  return file.stat({ bigint: true });
}

function isChanged(before: State, now: State): boolean {
  if (now.size !== before.size || now.mtimeNs !== before.mtimeNs) return true;
  // Unlinking a name also changes the ctime, but not the content.
  return now.nlink === before.nlink && now.ctimeNs !== before.ctimeNs;
}

function read(file: FileHandle, target: Buffer, position: number): Promise<Uint8Array> {
  const chunk = file
    .read(target, 0, target.length, position)
    .then(({ bytesRead }) => target.subarray(0, bytesRead));
  // A read ahead may fail after the body was abandoned.
  chunk.catch(() => undefined);
  return chunk;
}

function changed(path: string): LocalFileError {
  return new LocalFileError(
    path,
    'changed',
    'was changed while it was read',
    'Nothing was uploaded. Try again when it is complete, or upload a copy.',
  );
}
