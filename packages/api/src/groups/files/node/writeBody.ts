import { type FileHandle, open } from 'node:fs/promises';
import { UnexpectedResponseError, type WireResponse } from '@mitosislabs/transport';
import type { FileProgress } from '../UploadOptions.ts';

/** The limits of one write, in bytes and chunks. */
const BATCH = 1024 * 1024;
const MOST_CHUNKS = 512;

/**
 * Writes a body to a new file, and flushes it to the disk. The umask decides the permissions, as in other download programs.
 *
 * @param path - The path of a file that does not exist.
 * @throws {@link UnexpectedResponseError} if its length is not the announced one.
 */
export async function writeBody(
  response: WireResponse,
  path: string,
  onProgress?: (progress: FileProgress) => void,
): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    await response.body[Symbol.asyncIterator]().return?.();
    throw error;
  }
  try {
    await writeAll(file, response, onProgress);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(
  file: FileHandle,
  { status, headers, body }: WireResponse,
  onProgress?: (progress: FileProgress) => void,
): Promise<void> {
  // The announced length of a compressed body is that of the compressed bytes.
  const length = headers['content-encoding'] === undefined ? headers['content-length'] : undefined;
  const total = length === undefined ? undefined : Number(length);
  let loaded = 0;
  let batch: Uint8Array[] = [];
  let size = 0;
  let writing: Promise<void> | undefined;
  onProgress?.({ loaded, total });
  try {
    for await (const chunk of body) {
      batch.push(chunk);
      size += chunk.byteLength;
      loaded += chunk.byteLength;
      if (size >= BATCH || batch.length >= MOST_CHUNKS) {
        // One batch is written while the next one comes.
        await writing;
        writing = write(file, batch, size);
        // A failure is reported by the next `await`.
        writing.catch(() => undefined);
        batch = [];
        size = 0;
      }
      onProgress?.({ loaded, total });
    }
  } finally {
    // The file must stay open until then.
    await writing;
  }
  await write(file, batch, size);
  if (total === undefined || total === loaded) return;
  throw new UnexpectedResponseError(
    status,
    `The download has ${loaded} bytes, and ${total} were announced.`,
    'incomplete_download',
    { method: 'GET', retryable: true, hint: 'Try again.' },
  );
}

async function write(file: FileHandle, chunks: Uint8Array[], size: number): Promise<void> {
  if (size === 0) return;
  const { bytesWritten } = await file.writev(chunks);
  // A disk that is nearly full takes only a part; the next write fails with the reason.
  if (bytesWritten < size) await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
}
