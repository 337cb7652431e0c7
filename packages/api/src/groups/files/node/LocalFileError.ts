import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * Thrown for a local path that cannot be uploaded from or downloaded to. Its `code` is `invalid_argument`.
 *
 * @example
 * ```ts
 * import { LocalFileError, NodeFilesAPI } from '@mitosislabs/api/nodeFiles';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const files = new NodeFilesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * try {
 *   await files.downloadTo('office-id', 'report.pdf', './report.pdf');
 * } catch (error) {
 *   if (error instanceof LocalFileError && error.reason === 'exists') console.error('Choose another path.');
 * }
 * ```
 */
export class LocalFileError extends InvalidArgumentError {
  static override readonly errorName: string = 'LocalFileError';

  /**
   * - `exists`: the path of a download exists.
   * - `not-a-file`: it is a folder, a pipe or a device.
   * - `changed`: the file was written to while it was read for an upload.
   */
  readonly reason: 'exists' | 'not-a-file' | 'changed';

  /**
   * @param path - The path.
   * @param reason - The reason, for programs.
   * @param problem - The reason, to follow the path in the message.
   * @param hint - What to do next.
   */
  constructor(path: string, reason: LocalFileError['reason'], problem: string, hint?: string) {
    super('path', `${path} ${problem}`, hint === undefined ? {} : { hint });
    this.reason = reason;
  }
}
