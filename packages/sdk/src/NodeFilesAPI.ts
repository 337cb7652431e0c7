import { randomUUID } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type FileProgress, FilesAPI, type UploadOptions } from '@mitosislabs/api';
import { InvalidArgumentError } from '@mitosislabs/auth';
import { traceMethods } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';
import { fileBody } from './fileBody.ts';
import { writeBody } from './writeBody.ts';

/** What file systems say that have no hard links. */
const NO_LINKS = new Set<unknown>(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** Where a download goes. */
export interface DownloadToOptions extends RequestOptions {
  /** Whether a file that is there already may be replaced. Default: `false`. */
  overwrite?: boolean | undefined;
  /** Called as the file comes: at the beginning, and with each piece of it. */
  onProgress?: ((progress: FileProgress) => void) | undefined;
}

/** What an upload is called, and who is told of its progress. */
export interface UploadFromOptions extends UploadOptions {
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
  static {
    traceMethods(this);
  }

  /**
   * Downloads a file to this machine. It is written to a file of its own beside `path` as it comes, checked for
   * its length, and gets its name when it is whole: what has the name `path` is complete. It gets the permissions of any new
   * file, according to the umask.
   *
   * Calls {@link FilesAPI.download}.
   *
   * @param officeId - The office.
   * @param filename - The file's name in the office.
   * @param path - Where to: the path of a file, not of a folder.
   * @param options - Whether to replace what is there, who is told of its progress; time limit (for each wait), retries,
   *   signal, headers.
   * @throws {@link InvalidArgumentError} when there is something at `path` and `overwrite` is not set.
   * @throws {@link ConnectionError} when it breaks off.
   * @throws {@link UnexpectedResponseError} when fewer or more bytes came than were announced.
   */
  async downloadTo(
    officeId: string,
    filename: string,
    path: string,
    options: DownloadToOptions = {},
  ): Promise<void> {
    const { overwrite = false, onProgress, ...request } = options;
    const existing = await stat(path).catch(() => undefined);
    if (existing && !existing.isFile()) throw alreadyThere(path, 'It must be the path of a file.');
    if (existing && !overwrite) throw alreadyThere(path);
    const response = await this.openDownload(officeId, filename, request);
    const part = `${path}.${randomUUID()}.part`;
    try {
      await writeBody(response, part, onProgress);
      await (overwrite ? rename(part, path) : moveToNew(part, path));
    } finally {
      await rm(part, { force: true });
    }
  }

  /**
   * Uploads a file of this machine; one of the same name is replaced. It is sent as it is read, and read again when an
   * attempt has to be repeated.
   *
   * Calls {@link FilesAPI.upload}.
   *
   * @param officeId - The office.
   * @param path - The path of a regular file.
   * @param options - What to call it there, who is told of its progress; time limits, retries, signal, headers.
   * @throws {@link InvalidArgumentError} when `path` is a folder, a pipe or a device, or the file is written to while it is
   *   read: then nothing is uploaded. A file that is replaced or deleted meanwhile is uploaded as it was.
   */
  async uploadFrom(officeId: string, path: string, options: UploadFromOptions = {}): Promise<void> {
    const { filename = basename(path), ...request } = options;
    // Asked before it is opened: opening a pipe that nobody writes to waits for ever.
    if (!(await stat(path)).isFile()) throw new InvalidArgumentError('path', `${path} is not a regular file`);
    const file = await open(path);
    try {
      await this.upload(officeId, filename, await fileBody(file, path), request);
    } finally {
      await file.close();
    }
  }
}

/** Gives a file its name, unless something got it in the meantime: renaming would replace that. */
async function moveToNew(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), 'code');
    if (code === 'EEXIST') throw alreadyThere(path);
    if (!NO_LINKS.has(code)) throw error;
    await rename(part, path);
  }
}

function alreadyThere(path: string, hint = 'Choose another path, or set `overwrite`.'): InvalidArgumentError {
  return new InvalidArgumentError('path', `${path} is there already`, { hint });
}
