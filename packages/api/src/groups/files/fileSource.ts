import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import type { StreamBody } from '@mitosislabs/transport';
import { bodySource } from '@mitosislabs/transport/bodySource';
import type { FileData } from '../../contract/FileData.ts';

/**
 * Opens the content of a file from any source.
 *
 * @throws {@link InvalidArgumentError} when it is not the content of a file, or was read already.
 */
export function fileSource(data: FileData): StreamBody {
  const source = bodySource(data, 'data');
  if (source) return source;
  throw new InvalidArgumentError('data', `must be the content of a file, got ${kindOf(data)}`, {
    hint: 'Pass bytes, a Blob, a Response or a stream; for text: new TextEncoder().encode(text).',
  });
}
