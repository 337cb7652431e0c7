import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import { can } from '../runtime/can.ts';
import { chunksOf } from './chunksOf.ts';
import type { StreamBody } from './StreamBody.ts';

/** A `Blob` or `File` of any realm or package. */
export type BlobLike = Pick<Blob, 'size' | 'type'> & Partial<Pick<Blob, 'arrayBuffer' | 'stream'>>;

/** Whether a value is a `Blob` or `File` of any realm or package. */
export function isBlobLike(value: unknown): value is BlobLike {
  return (
    can(value, 'slice') &&
    !ArrayBuffer.isView(value) &&
    typeof Reflect.get(value, 'size') === 'number' &&
    typeof Reflect.get(value, 'type') === 'string'
  );
}

/**
 * Makes a `Blob` a body that can be sent again.
 *
 * @throws {@link InvalidArgumentError} when there is no way to read its bytes.
 */
export function blobBody(blob: BlobLike, argument: string): StreamBody {
  const isReadable = can(blob, 'stream') || can(blob, 'arrayBuffer');
  if (!isReadable && typeof globalThis.FileReader !== 'function') {
    throw new InvalidArgumentError(
      argument,
      `is ${kindOf(blob)} that has neither stream() nor arrayBuffer()`,
      {
        hint: 'Pass its bytes as a Uint8Array.',
      },
    );
  }
  return {
    contentType: blob.type || 'application/octet-stream',
    length: blob.size,
    isReplayable: true,
    blob: isPlatformBlob(blob) ? () => blob : undefined,
    open: () => chunksOf(isReadable ? blob : { arrayBuffer: () => readAsBytes(blob) }),
  };
}

/** Reads a `Blob` without methods to read it, such as jsdom's. */
function readAsBytes(blob: BlobLike): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob as Blob);
  });
}

/** Whether a `Blob` is the runtime's own: inside a `Blob`, any other becomes text. */
function isPlatformBlob(value: unknown): value is Blob {
  const size = Object.getOwnPropertyDescriptor(Object(globalThis.Blob?.prototype), 'size')?.get;
  try {
    return typeof size?.call(value) === 'number';
  } catch {
    return false;
  }
}
