import { assertOptions } from '@mitosislabs/auth/errors';
import type { APIPromise, RequestOptions, WireResponse } from '@mitosislabs/transport';
import type { Covers } from '../../contract/Endpoint.ts';
import type { FileData } from '../../contract/FileData.ts';
import { assertName, GroupAPI } from '../../runtime/GroupAPI.ts';
import { type FileChangesResponse, type FileInfo, type FilePermission, files } from './contract.ts';
import { multipart } from './multipart.ts';
import { type UploadOptions, uploadOptions } from './UploadOptions.ts';

/**
 * Files: the shared drive of an office.
 *
 * @example
 * ```ts
 * import { FilesAPI } from '@mitosislabs/api/files';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const files = new FilesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * await files.upload('office-id', 'report.md', new TextEncoder().encode('# Report'));
 * const response = await files.download('office-id', 'report.md');
 * console.log(await response.text());
 * ```
 */
export class FilesAPI extends GroupAPI implements Covers<typeof files> {
  /**
   * Uploads a file, and replaces a file with the same name. The content is streamed, not buffered.
   *
   * Route: `POST /api/v1/offices/{officeId}/files`.
   *
   * @param filename - Its name in the office; `_changes` is reserved.
   * @param data - Its content: bytes (such as a `Buffer`), a `Blob` or `File`, a `Response`, a `ReadableStream`, a Node
   * stream, or any async iterable of bytes. A source that fails or ends early fails the upload: no partial file is
   * stored.
   * @param options - Progress; time limits, retries, signal, headers.
   * @throws {@link InvalidArgumentError} when the name cannot be used or the data is not the content of a file, before
   * anything is sent; when the data cannot be read to its end.
   */
  upload(officeId: string, filename: string, data: FileData, options: UploadOptions = {}): APIPromise<void> {
    const { onProgress, ...request } = options;
    const input = () => {
      assertOptions('options', options, uploadOptions);
      const name = assertName(files.upload, 'filename', filename);
      return { officeId, body: multipart(files.upload.multipart, name, data, onProgress) };
    };
    return this.call(files.upload, input, request);
  }

  /**
   * Lists the files of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/files`.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<FileInfo[]> {
    return this.call(files.list, { officeId }, options);
  }

  /**
   * Downloads a file.
   *
   * Route: `GET /api/v1/offices/{officeId}/files/{filename}`.
   *
   * @param filename - The file's name.
   * @returns the response; its body is the file.
   * @throws {@link NotFoundError} when there is no such file.
   */
  download(officeId: string, filename: string, options?: RequestOptions): APIPromise<Response> {
    return this.call(files.download, { officeId, filename }, options);
  }

  /** Downloads a file without a `Response`, for subclasses: see {@link FilesAPI.download}. */
  protected openDownload(
    officeId: string,
    filename: string,
    options?: RequestOptions,
  ): APIPromise<WireResponse> {
    return this.openBytes(files.download, { officeId, filename }, options);
  }

  /**
   * Deletes a file.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/files/{filename}`.
   *
   * @param filename - The file's name.
   */
  delete(officeId: string, filename: string, options?: RequestOptions): APIPromise<void> {
    return this.call(files.delete, { officeId, filename }, options);
  }

  /**
   * Lists the changes to an office's files since a point in time.
   *
   * Route: `GET /api/v1/offices/{officeId}/files/_changes`.
   *
   * @param since - ms since 1970 by the server's clock: the `serverTime` of the last response. Default: all changes
   * that the server remembers.
   */
  changes(officeId: string, since?: number, options?: RequestOptions): APIPromise<FileChangesResponse> {
    return this.call(files.changes, { officeId, query: since === undefined ? {} : { since } }, options);
  }

  /**
   * Lists the permissions of agents on a file.
   *
   * Route: `GET /api/v1/offices/{officeId}/files/{filename}/permissions`.
   *
   * @param filename - The file's name.
   */
  getPermissions(officeId: string, filename: string, options?: RequestOptions): APIPromise<FilePermission[]> {
    return this.call(files.getPermissions, { officeId, filename }, options);
  }

  /**
   * Sets the permissions of an agent on a file.
   *
   * Route: `PUT /api/v1/offices/{officeId}/files/{filename}/permissions`.
   *
   * @param filename - The file's name.
   * @param perms - The agent and its permissions.
   */
  setPermissions(
    officeId: string,
    filename: string,
    perms: FilePermission,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(files.setPermissions, { officeId, filename, body: perms }, options);
  }
}
