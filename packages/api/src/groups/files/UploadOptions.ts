import type { OptionNames } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';
import { requestOptions } from '@mitosislabs/transport/optionNames';

/** How far a file has got. */
export interface FileProgress {
  /** How many of its bytes have been sent, or have come. */
  loaded: number;
  /** How many it has, where that is known. */
  total?: number | undefined;
}

/** Options of an upload. */
export interface UploadOptions extends RequestOptions {
  /**
   * Called as the file is sent: at the beginning, with each piece that the connection has taken, and from 0 again when
   * an attempt is repeated. Browsers do not tell how far an upload is: there it is called at the beginning only.
   */
  onProgress?: ((progress: FileProgress) => void) | undefined;
}

/** The names of the options of an upload. */
export const uploadOptions: OptionNames<UploadOptions> = { ...requestOptions, onProgress: true };
