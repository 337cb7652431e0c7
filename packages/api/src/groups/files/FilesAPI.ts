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
   * Uploads a file; one of the same name is replaced. It is sent as it is read, not gathered first.
   *
   * Route: `POST /api/v1/offices/{officeId}/files`.
   *
   * @param officeId - The office.
   * @param filename - What to call it there; `_changes` cannot be addressed.
   * @param data - Its content: bytes (such as a `Buffer`), a `Blob` or `File`, a `Response`, a `ReadableStream`, a Node
   *   stream, or any async iterable of bytes. What fails or ends early fails the upload: no half of a file gets there.
   * @param options - Who is told of its progress; time limits, retries, signal, headers.
   * @throws {@link InvalidArgumentError} when the name cannot be used or the data is no file's content, before anything is
   *   sent; when the data cannot be read to its end.
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
   *
   * @param officeId - The office.
   * @param options - Time limits, retries, signal, headers.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<FileInfo[]> {
    return this.call(files.list, { officeId }, options);
  }

  /**
   * Downloads a file.
   *
   * Route: `GET /api/v1/offices/{officeId}/files/{filename}`.
   *
   * @param officeId - The office.
   * @param filename - The file's name.
   * @param options - Time limits, retries, signal, headers.
   * @returns the response; its body is the file.
   * @throws {@link NotFoundError} when there is no such file.
   */
  download(officeId: string, filename: string, options?: RequestOptions): APIPromise<Response> {
    return this.call(files.download, { officeId, filename }, options);
  }

  /** Like {@link FilesAPI.download}, for subclasses: the bytes without a `Response` around them. */
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
   * @param officeId - The office.
   * @param filename - The file's name.
   * @param options - Time limits, retries, signal, headers.
   */
  delete(officeId: string, filename: string, options?: RequestOptions): APIPromise<void> {
    return this.call(files.delete, { officeId, filename }, options);
  }

  /**
   * Lists what happened to the files of an office since a point in time.
   *
   * Route: `GET /api/v1/offices/{officeId}/files/_changes`.
   *
   * @param officeId - The office.
   * @param since - ms since 1970 by the server's clock: the `serverTime` of the last answer. Default: all that the
   *   server remembers.
   * @param options - Time limits, retries, signal, headers.
   */
  changes(officeId: string, since?: number, options?: RequestOptions): APIPromise<FileChangesResponse> {
    return this.call(
      files.changes,
      { officeId, query: since === undefined ? undefined : { since } },
      options,
    );
  }

  /**
   * Lists what agents may do with a file.
   *
   * Route: `GET /api/v1/offices/{officeId}/files/{filename}/permissions`.
   *
   * @param officeId - The office.
   * @param filename - The file's name.
   * @param options - Time limits, retries, signal, headers.
   */
  getPermissions(officeId: string, filename: string, options?: RequestOptions): APIPromise<FilePermission[]> {
    return this.call(files.getPermissions, { officeId, filename }, options);
  }

  /**
   * Sets what an agent may do with a file.
   *
   * Route: `PUT /api/v1/offices/{officeId}/files/{filename}/permissions`.
   *
   * @param officeId - The office.
   * @param filename - The file's name.
   * @param perms - The agent, and what it may do.
   * @param options - Time limits, retries, signal, headers.
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
