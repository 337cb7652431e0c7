import type { OptionNames } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';
import { requestOptions } from '@mitosislabs/transport/optionNames';

/** The progress of a transfer. */
export interface FileProgress {
  /** The number of bytes sent or received so far. */
  loaded: number;
  /** The size of the file in bytes, if known. */
  total?: number | undefined;
}

/** Options of an upload. */
export interface UploadOptions extends RequestOptions {
  /**
   * Called at the beginning, after each piece that was sent, and from 0 again for a retry. Browsers report no progress
   * of uploads: there it is called at the beginning only.
   */
  onProgress?: ((progress: FileProgress) => void) | undefined;
}

/** The names of the options of an upload. */
export const uploadOptions: OptionNames<UploadOptions> = { ...requestOptions, onProgress: true };
