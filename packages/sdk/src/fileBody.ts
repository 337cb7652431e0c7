import type { FileHandle } from 'node:fs/promises';
import { InvalidArgumentError } from '@mitosislabs/auth';
import type { StreamBody } from '@mitosislabs/transport';

/** How much is read at a time; small reads cost more than the bytes in them. */
const CHUNK = 1024 * 1024;

/**
 * An open file as a body that can be sent again: each time it is read from its beginning, as large as it is now.
 *
 * @param file - Open until the body has been sent.
 * @param path - Where it is, for errors.
 * @throws {@link InvalidArgumentError} while it is read, when somebody changes it: what was sent would be two files.
 */
export async function fileBody(file: FileHandle, path: string): Promise<StreamBody> {
  const { size, mtimeMs } = await file.stat();
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
      const now = await file.stat();
      if (now.size !== size || now.mtimeMs !== mtimeMs) throw changed(path);
    },
  };
}

function read(file: FileHandle, target: Buffer, position: number): Promise<Uint8Array> {
  const chunk = file
    .read(target, 0, target.length, position)
    .then(({ bytesRead }) => target.subarray(0, bytesRead));
  // It is read ahead, and may fail when nobody waits for it any more.
  chunk.catch(() => undefined);
  return chunk;
}

function changed(path: string): InvalidArgumentError {
  return new InvalidArgumentError('path', `${path} was changed while it was read`, {
    hint: 'Nothing was uploaded. Try again when it is complete, or upload a copy.',
  });
}
