import type { StreamBody } from '@mitosislabs/transport';

/**
 * The content of a file to upload. A `Buffer` is a `Uint8Array`, a `File` a `Blob`, and a Node stream an async iterable.
 *
 * Bytes and `Blob`s can be sent again when an attempt fails; the others can be read only once. A {@link StreamBody}
 * states whether it can be read again.
 */
export type FileData =
  | Uint8Array
  | ArrayBuffer
  | Blob
  | Response
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | StreamBody;
