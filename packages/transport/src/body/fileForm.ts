import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import { isBlobLike } from './blobBody.ts';
import { bytesIn } from './bytesIn.ts';
import { formBody } from './formBody.ts';
import type { StreamBody } from './StreamBody.ts';

/**
 * Makes a form of one file, in the field `file`.
 *
 * @throws {@link InvalidArgumentError} for a name that would arrive changed, and for data other than bytes or a `Blob`.
 */
export function fileForm(filename: string, data: Uint8Array | ArrayBuffer | Blob): StreamBody {
  // Forms write `"`, CR and LF as these, and servers read them back.
  if (typeof filename !== 'string' || !/^(?!\uFEFF)(?!.*%(?:22|0[ad]))[^\r\n\0]+$/i.test(filename)) {
    throw new InvalidArgumentError('filename', 'must be a name without CR, LF, NUL, %22, %0D and %0A');
  }
  const bytes = bytesIn(data, 'bytes');
  if (!bytes && !isBlobLike(data)) {
    throw new InvalidArgumentError('bytes', `must be bytes or a Blob, got ${kindOf(data)}`);
  }
  const file = bytes ? new Blob([bytes]) : new Blob([data as Blob], { type: (data as Blob).type });
  Object.defineProperty(file, 'name', { value: filename });
  return formBody({ entries: () => [['file', file]] });
}
