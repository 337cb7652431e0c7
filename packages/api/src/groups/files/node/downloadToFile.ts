import { type FileHandle, rename, stat } from 'node:fs/promises';
import { backOff, sleep } from '@mitosislabs/auth/async';
import { moveToNew } from '@mitosislabs/auth/nodeFiles';
import { OS1Error, UnexpectedResponseError, type WireResponse } from '@mitosislabs/transport';
import type { FileProgress } from '../UploadOptions.ts';
import { LocalFileError } from './LocalFileError.ts';
import { PartFile, sizeIfRest, validatorOf } from './PartFile.ts';

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

/** A download to a file. */
interface FileDownload extends DownloadSource {
  /** Whether an existing file is replaced. */
  readonly overwrite: boolean;
  /** Names what is downloaded, if a later call may continue it. */
  readonly source: string | undefined;
}

/** Downloads to a file: {@link NodeFilesAPI.downloadTo}. */
export async function downloadToFile(path: string, download: FileDownload): Promise<void> {
  const { overwrite, source, open } = download;
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) {
    throw new LocalFileError(path, 'not-a-file', 'is not a regular file', 'It must be the path of a file.');
  }
  if (existing && !overwrite) throw alreadyThere(path);
  const response = await open();
  const part = await PartFile.open(path, source, response).catch(async (error: unknown) => {
    await discard(response);
    throw error;
  });
  let mayContinue = false;
  try {
    await writeDownload(response, part, download);
    await part.file.close();
    if (overwrite) await rename(part.path, path);
    else if (!(await moveToNew(part.path, path))) throw alreadyThere(path);
  } catch (error) {
    mayContinue = !(error instanceof UnexpectedResponseError);
    throw error;
  } finally {
    await part.close(mayContinue);
  }
}

function alreadyThere(path: string): LocalFileError {
  return new LocalFileError(path, 'exists', 'exists already', 'Choose another path, or set `overwrite`.');
}

/**
 * Writes a download behind what its file has already, and flushes it to the disk. Sends the request again when the connection
 * breaks.
 *
 * @param first - The response to the first request: the whole file.
 * @throws {@link UnexpectedResponseError} if its length is not the announced one.
 */
async function writeDownload(first: WireResponse, part: PartFile, source: DownloadSource): Promise<void> {
  const { maxRetries, signal, onProgress } = source;
  let validator = validatorOf(first);
  const startAnew = async (response: WireResponse): Promise<WireResponse> => {
    validator = validatorOf(response);
    await part.restart(response);
    return response;
  };
  let response = first;
  if (part.loaded > 0) {
    await discard(first);
    // An earlier run was stopped when it had everything.
    if (part.loaded === part.total) return part.file.sync();
    response = (await openRest(part, validator, source)) ?? (await startAnew(await source.open()));
  }
  for (let breaks = 1; ; breaks++) {
    try {
      await append(part, response, onProgress);
      return await part.file.sync();
    } catch (error) {
      if (breaks > maxRetries || !isBreak(error)) throw error;
      await sleep(backOff(breaks, DELAYS), signal);
      // The error of an abort is that of the next request.
    }
    response = (await openRest(part, validator, source)) ?? (await startAnew(await source.open()));
  }
}

/** Whether the body broke off, so that the same request may bring the rest. */
function isBreak(error: unknown): boolean {
  return error instanceof OS1Error && error.retryable && error.code !== 'incomplete_download';
}

/** Asks for the rest of a file. Returns `undefined` unless the server sends exactly that. */
async function openRest(
  part: PartFile,
  validator: string | undefined,
  { open }: DownloadSource,
): Promise<WireResponse | undefined> {
  const { loaded, total } = part;
  if (validator === undefined || loaded === 0 || loaded >= (total ?? Infinity)) return undefined;
  try {
    const response = await open({ range: `bytes=${loaded}-`, 'if-range': validator });
    const size = sizeIfRest(response, { validator, loaded, total });
    if (size === undefined) {
      await discard(response);
      return undefined;
    }
    part.total = size;
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

/** Writes a body behind what is there. After a failure, `loaded` counts all that came. */
async function append(
  part: PartFile,
  { status, body }: WireResponse,
  onProgress?: (progress: FileProgress) => void,
): Promise<void> {
  const { file, total } = part;
  let received = part.loaded;
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
    part.loaded = received;
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
