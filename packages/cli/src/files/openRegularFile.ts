import { open, stat } from 'node:fs/promises';
import type { StreamBody } from '@mitosislabs/transport';
import { UsageError } from '../errors/UsageError.ts';
import { noSuchFile } from './noSuchFile.ts';

/** How much is read at a time. */
const CHUNK = 1024 * 1024;

/** A file of this machine, to be sent as it is read. */
export interface RegularFile {
  readonly body: StreamBody;
  /** In bytes, when it was opened; one that is longer or shorter when it is read is not sent. */
  readonly size: number;
  close(): Promise<void>;
}

/** Opens a file. Anything but a regular one is refused before that: a pipe would never end. */
export async function openRegularFile(path: string): Promise<RegularFile> {
  const found = await stat(path).catch(noSuchFile(path));
  if (!found.isFile()) {
    throw new UsageError(`${path} is ${found.isDirectory() ? 'a folder' : 'no regular file'}`, {
      hint: found.isDirectory() ? 'Pack it first, or upload its files one by one.' : undefined,
    });
  }
  const file = await open(path);
  const { size } = await file.stat();
  return {
    size,
    close: () => file.close(),
    body: {
      contentType: 'application/octet-stream',
      length: size,
      isReplayable: true,
      async *open() {
        const buffer = Buffer.allocUnsafeSlow(CHUNK);
        for (let position = 0; ; ) {
          const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
          if (bytesRead === 0) return;
          position += bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
      },
    },
  };
}
