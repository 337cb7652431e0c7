import { can } from '../runtime/can.ts';
import { bytesOf, chunkIterator } from './bytesOf.ts';

/** A readable body: a `Response`, a `Request` or a `Blob` of any realm or package. */
export interface Readable {
  readonly body?: unknown;
  stream?(): unknown;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
  clone?(): unknown;
}

/**
 * Reads the bytes of a response, a request or a `Blob`: from its stream, if it has one, else at once. Not
 * every `Response` has a `body` (React Native, polyfills), and node-fetch's is a stream of Node's.
 */
export function chunksOf(source: Readable): AsyncIterableIterator<Uint8Array, void> {
  const stream = can(source, 'stream') ? source.stream() : source.body;
  if (stream === null) return at(async () => undefined);
  if (can(stream, 'getReader')) return bytesOf(stream as unknown as ReadableStream<Uint8Array>);
  if (can(stream, Symbol.asyncIterator))
    return iterated(stream as unknown as AsyncIterable<Uint8Array | string>);
  return at(() => readWhole(source));
}

/** Wraps an async iterable so that `return` also ends it before the first read, which Node's streams do not do. */
function iterated(stream: AsyncIterable<Uint8Array | string>): AsyncIterableIterator<Uint8Array, void> {
  const chunks = stream[Symbol.asyncIterator]();
  return chunkIterator(
    async () => {
      const { done, value } = await chunks.next();
      if (done) return { done, value: undefined };
      // A stream of Node's that was given an encoding, or was made of text.
      return { done: false, value: typeof value === 'string' ? new TextEncoder().encode(value) : value };
    },
    () => {
      if (can(stream, 'destroy')) stream.destroy();
      return chunks.return?.();
    },
  );
}

/** A single chunk, read on demand. */
function at(read: () => Promise<Uint8Array | undefined>): AsyncIterableIterator<Uint8Array, void> {
  let isOver = false;
  const leave = (): void => {
    isOver = true;
  };
  return chunkIterator(async () => {
    const value = isOver ? undefined : await read();
    leave();
    return value ? { done: false, value } : { done: true, value: undefined };
  }, leave);
}

async function readWhole(source: Readable): Promise<Uint8Array> {
  // In old versions of React Native `arrayBuffer` fails and marks the body as read.
  const spare = can(source, 'arrayBuffer') && can(source, 'clone') ? (source.clone() as Readable) : source;
  if (can(source, 'arrayBuffer')) {
    try {
      return new Uint8Array((await source.arrayBuffer()) as ArrayBuffer);
    } catch (error) {
      if (spare === source || !can(spare, 'text')) throw error;
    }
  }
  if (!can(spare, 'text'))
    throw new TypeError('The response has neither a body nor arrayBuffer() nor text().');
  return new TextEncoder().encode((await spare.text()) as string);
}
