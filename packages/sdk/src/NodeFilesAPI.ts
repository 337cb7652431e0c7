import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FilesAPI } from '@mitosislabs/api';
import { InvalidArgumentError } from '@mitosislabs/auth';
import { type RequestOptions, UnexpectedResponseError } from '@mitosislabs/transport';

/** Where a download goes. */
export interface DownloadToOptions extends RequestOptions {
  /** Whether a file that is there already may be replaced. Default: `false`. */
  overwrite?: boolean | undefined;
}

/** What an upload is called. */
export interface UploadFromOptions extends RequestOptions {
  /** The file's name in the office. Default: the last part of its path here. */
  filename?: string | undefined;
}

/**
 * Files of an office, and files of this machine: {@link FilesAPI} with two methods more. Node only.
 *
 * @example
 * ```ts
 * import { MitosisClient } from '@mitosislabs/sdk';
 *
 * const mi = new MitosisClient({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * await mi.files.uploadFrom('office-id', './report.pdf');
 * await mi.files.downloadTo('office-id', 'report.pdf', './copy.pdf');
 * ```
 */
export class NodeFilesAPI extends FilesAPI {
  /**
   * Downloads a file to this machine. It is written to a file of its own beside `path` as it comes, checked for
   * its length, and gets its name when it is whole: what has the name `path` is complete.
   *
   * Calls {@link FilesAPI.download}.
   *
   * @param officeId - The office.
   * @param filename - The file's name in the office.
   * @param path - Where to: the path of a file, not of a folder.
   * @param options - Whether to replace what is there; time limit (for each wait), signal, headers.
   * @throws {@link InvalidArgumentError} when there is something at `path` and `overwrite` is not set.
   * @throws {@link UnexpectedResponseError} when fewer or more bytes came than were announced.
   */
  async downloadTo(
    officeId: string,
    filename: string,
    path: string,
    options: DownloadToOptions = {},
  ): Promise<void> {
    const { overwrite = false, ...request } = options;
    const existing = await stat(path).catch(() => undefined);
    if (existing && (!overwrite || !existing.isFile())) {
      throw new InvalidArgumentError('path', `${path} is there already`, {
        hint: existing.isFile()
          ? 'Choose another path, or set `overwrite`.'
          : 'It must be the path of a file.',
      });
    }
    const response = await this.download(officeId, filename, request);
    const part = `${path}.${randomUUID()}.part`;
    try {
      await writePart(part, response);
      // A link fails when somebody made a file of that name in the meantime; renaming would replace it.
      await (overwrite ? rename(part, path) : link(part, path));
    } catch (error) {
      if (Reflect.get(Object(error), 'code') === 'EEXIST') throw alreadyThere(path);
      throw error;
    } finally {
      await rm(part, { force: true });
    }
  }

  /**
   * Uploads a file of this machine; one of the same name is replaced.
   *
   * Calls {@link FilesAPI.upload}.
   *
   * @param officeId - The office.
   * @param path - The path of a regular file.
   * @param options - What to call it there; time limit, signal, headers.
   * @throws {@link InvalidArgumentError} when `path` is a folder, a pipe or a device.
   */
  async uploadFrom(officeId: string, path: string, options: UploadFromOptions = {}): Promise<void> {
    const { filename = basename(path), ...request } = options;
    // Asked before it is opened: opening a pipe that nobody writes to waits for ever.
    if (!(await stat(path)).isFile()) throw new InvalidArgumentError('path', `${path} is not a regular file`);
    const file = await open(path);
    try {
      await this.upload(officeId, filename, await file.readFile(), request);
    } finally {
      await file.close();
    }
  }
}

async function writePart(part: string, response: Response): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(part, 'wx', 0o600);
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
  try {
    await writeAll(file, response);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, response: Response): Promise<void> {
  let written = 0;
  for await (const chunk of response.body ?? []) {
    await file.writeFile(chunk);
    written += chunk.byteLength;
  }
  const announced = response.headers.get('content-length');
  // What was compressed on its way has another length there than here.
  if (announced === null || response.headers.has('content-encoding') || Number(announced) === written) return;
  throw new UnexpectedResponseError(
    response.status,
    `The download has ${written} bytes, and ${announced} were announced.`,
    'incomplete_download',
    { method: 'GET', retryable: true, hint: 'Try again.' },
  );
}

function alreadyThere(path: string): InvalidArgumentError {
  return new InvalidArgumentError('path', `${path} is there already`, {
    hint: 'Choose another path, or set `overwrite`.',
  });
}
