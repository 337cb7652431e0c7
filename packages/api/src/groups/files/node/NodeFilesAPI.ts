import { basename } from 'node:path';
import { assertOptions, type OptionNames, traceMethods } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';
import { requestOptions } from '@mitosislabs/transport/optionNames';
import { FilesAPI } from '../FilesAPI.ts';
import { type FileProgress, type UploadOptions, uploadOptions } from '../UploadOptions.ts';

/** Options of a download to a file. */
export interface DownloadToOptions extends RequestOptions {
  /** Replaces an existing file. Default: `false`. */
  overwrite?: boolean | undefined;
  /**
   * Keeps an incomplete download beside `path` (`….part`), and continues one that an earlier call or process left there, if the
   * server still has the same version of the file (`ETag` or `Last-Modified`). Default: `false`, and nothing is left.
   */
  resume?: boolean | undefined;
  /**
   * Called at the beginning, and with each piece of the file. `loaded` is 0 again when a broken download starts from the
   * beginning.
   */
  onProgress?: ((progress: FileProgress) => void) | undefined;
}

/** Options of an upload from a file. */
export interface UploadFromOptions extends UploadOptions {
  /** The file's name in the office. Default: the last part of its path. */
  filename?: string | undefined;
}

const downloadToOptions: OptionNames<DownloadToOptions> = {
  ...requestOptions,
  overwrite: true,
  resume: true,
  onProgress: true,
};
const uploadFromOptions: OptionNames<UploadFromOptions> = { ...uploadOptions, filename: true };

/**
 * {@link FilesAPI} with two more methods, for files of this machine. Node only.
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
  readonly #maxRetries: number;
  readonly #endpoint: unknown;

  constructor(...args: ConstructorParameters<typeof FilesAPI>) {
    super(...args);
    this.#maxRetries = args[0].maxRetries ?? 2;
    this.#endpoint = Reflect.get(args[0], 'endpoint');
    traceMethods(NodeFilesAPI);
  }

  /**
   * Downloads a file to this machine. Writes to a temporary file beside `path`, checks the length, flushes it to the disk,
   * and renames it when it is complete: an incomplete file never has the name `path`. The umask decides the permissions.
   *
   * When the connection breaks, asks for the rest of the file, up to `maxRetries` times. Continues only if the server sends
   * that part (206) of a file with the same `ETag` or `Last-Modified`; otherwise starts from the beginning. With `resume`, a later
   * call does the same with what this one leaves.
   *
   * Calls {@link FilesAPI.download}.
   *
   * @param filename - The file's name in the office.
   * @param path - The path of the new file.
   * @param options - Whether to replace a file, whether to continue an earlier download, progress; time limit (for each wait), retries, signal, headers.
   * @throws {@link InvalidArgumentError} if `path` exists and `overwrite` is not set, or is not a regular file.
   * @throws {@link ConnectionError} if the connection breaks, and again in each retry.
   * @throws {@link UnexpectedResponseError} if fewer or more bytes came than announced.
   */
  async downloadTo(
    officeId: string,
    filename: string,
    path: string,
    options: DownloadToOptions = {},
  ): Promise<void> {
    assertOptions('options', options, downloadToOptions);
    const { overwrite = false, resume = false, onProgress, ...request } = options;
    // Loaded on first use, as in `uploadFrom`: most programs move no files.
    const { downloadToFile } = await import('./downloadToFile.ts');
    await downloadToFile(path, {
      overwrite,
      source: resume ? JSON.stringify([this.#endpoint, officeId, filename]) : undefined,
      open: (headers) =>
        this.openDownload(officeId, filename, { ...request, headers: { ...request.headers, ...headers } }),
      maxRetries: request.maxRetries ?? this.#maxRetries,
      signal: request.signal,
      onProgress,
    });
  }

  /**
   * Uploads a file of this machine, and replaces a file of the same name. Sends it as it is read, and reads it again for
   * each retry.
   *
   * Calls {@link FilesAPI.upload}.
   *
   * @param path - The path of a regular file.
   * @param options - Its name in the office, progress; time limits, retries, signal, headers.
   * @throws {@link InvalidArgumentError} if `path` is a folder, a pipe or a device, or the file is written to while it is
   *   read: nothing is uploaded then. A file that is replaced or deleted meanwhile is uploaded as it was.
   */
  async uploadFrom(officeId: string, path: string, options: UploadFromOptions = {}): Promise<void> {
    assertOptions('options', options, uploadFromOptions);
    const { filename = basename(path), ...request } = options;
    const { whileFileIsOpen } = await import('./whileFileIsOpen.ts');
    await whileFileIsOpen(path, async (body) => this.upload(officeId, filename, body, request));
  }
}
