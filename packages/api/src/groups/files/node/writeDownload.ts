import { type FileHandle, open } from 'node:fs/promises';
import { backOff, sleep } from '@mitosislabs/auth/async';
import { OS1Error, UnexpectedResponseError, type WireResponse } from '@mitosislabs/transport';
import type { FileProgress } from '../UploadOptions.ts';
import { sizeIfRest, validatorOf } from './resume.ts';

/** The limits of one write, in bytes and chunks. */
const BATCH = 1024 * 1024;
const MOST_CHUNKS = 512;
/** The delays before a broken download goes on, in ms. */
const DELAYS = { first: 500, most: 8_000 };

/** How a download goes on after a break, and what it reports. */
interface DownloadSource {
  /** Sends the request again, with these headers on top. */
  readonly open: (headers?: Readonly<Record<string, string>>) => Promise<WireResponse>;
  /** How often the request is sent again at most after a break. */
  readonly maxRetries: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FileProgress) => void) | undefined;
}

/** A download that is partly written. */
interface Partial {
  readonly file: FileHandle;
  /** The number of bytes in the file. */
  loaded: number;
  /** The size of the whole file in bytes, if the server said it. */
  total: number | undefined;
}

/**
 * Writes a download to a new file, and flushes it to the disk. The umask decides the permissions, as in other download
 * programs. Sends the request again when the connection breaks.
 *
 * @param response - The response to the first request.
 * @param path - The path of a file that does not exist.
 * @throws {@link UnexpectedResponseError} if its length is not the announced one.
 */
export async function writeDownload(
  response: WireResponse,
  path: string,
  source: DownloadSource,
): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    await discard(response);
    throw error;
  }
  try {
    await writeWhole(response, { file, loaded: 0, total: totalOf(response) }, source);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeWhole(first: WireResponse, partial: Partial, source: DownloadSource): Promise<void> {
  const { maxRetries, signal, onProgress } = source;
  let response = first;
  let validator = validatorOf(first);
  for (let breaks = 1; ; breaks++) {
    try {
      return await append(partial, response, onProgress);
    } catch (error) {
      if (breaks > maxRetries || !isBreak(error)) throw error;
      await sleep(backOff(breaks, DELAYS), signal);
      // The error of an abort is that of the next request.
    }
    const rest = await openRest(partial, validator, source);
    if (rest) {
      response = rest;
      continue;
    }
    response = await source.open();
    validator = validatorOf(response);
    await partial.file.truncate(0);
    partial.loaded = 0;
    partial.total = totalOf(response);
  }
}

/** Whether the body broke off, so that the same request may bring the rest. */
function isBreak(error: unknown): boolean {
  return error instanceof OS1Error && error.retryable && error.code !== 'incomplete_download';
}

/** Asks for the rest of a file. Returns `undefined` unless the server sends exactly that. */
async function openRest(
  partial: Partial,
  validator: string | undefined,
  { open }: DownloadSource,
): Promise<WireResponse | undefined> {
  const { loaded, total } = partial;
  if (validator === undefined || loaded === 0 || loaded === total) return undefined;
  try {
    const response = await open({ range: `bytes=${loaded}-`, 'if-range': validator });
    const size = sizeIfRest(response, { validator, loaded, total });
    if (size === undefined) {
      await discard(response);
      return undefined;
    }
    partial.total = size;
    return response;
  } catch (error) {
    // The file is shorter now.
    if (error instanceof OS1Error && error.status === 416) return undefined;
    throw error;
  }
}

/** Closes the connection of a body that is not read. */
async function discard({ body }: WireResponse): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

/** Returns the size of a file in bytes. The announced length of a compressed body is that of the compressed bytes. */
function totalOf({ headers }: WireResponse): number | undefined {
  const length = headers['content-encoding'] === undefined ? headers['content-length'] : undefined;
  return length === undefined ? undefined : Number(length);
}

/** Writes a body behind what is there. After a failure, `loaded` counts all that came. */
async function append(
  partial: Partial,
  { status, body }: WireResponse,
  onProgress?: (progress: FileProgress) => void,
): Promise<void> {
  const { file, total } = partial;
  let received = partial.loaded;
  let batch: Uint8Array[] = [];
  let size = 0;
  let writing: Promise<void> | undefined;
  const flush = (): Promise<void> => {
    const position = received - size;
    const written = write(file, batch, size, position);
    // A failure is reported by the next `await`.
    written.catch(() => undefined);
    batch = [];
    size = 0;
    return written;
  };
  onProgress?.({ loaded: received, total });
  try {
    for await (const chunk of body) {
      batch.push(chunk);
      size += chunk.byteLength;
      received += chunk.byteLength;
      if (size >= BATCH || batch.length >= MOST_CHUNKS) {
        // One batch is written while the next one comes.
        await writing;
        writing = flush();
      }
      onProgress?.({ loaded: received, total });
    }
  } finally {
    // The file must stay open until then.
    await writing;
    await flush();
    partial.loaded = received;
  }
  if (total === undefined || total === received) return;
  throw new UnexpectedResponseError(
    status,
    `The download has ${received} bytes, and ${total} were announced.`,
    'incomplete_download',
    { method: 'GET', retryable: true, hint: 'Try again.' },
  );
}

async function write(file: FileHandle, chunks: Uint8Array[], size: number, position: number): Promise<void> {
  if (size === 0) return;
  const { bytesWritten } = await file.writev(chunks, position);
  if (bytesWritten === size) return;
  // A disk that is nearly full takes only a part; the next write fails with the reason.
  const rest = Buffer.concat(chunks);
  for (let done = bytesWritten; done < size; ) {
    done += (await file.write(rest, done, size - done, position + done)).bytesWritten;
  }
}
