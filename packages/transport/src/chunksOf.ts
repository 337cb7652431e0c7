import { bytesOf } from './bytesOf.ts';
import { can } from './kindOf.ts';

/** What has bytes to read: a `Response`, a `Request` or a `Blob`, whoever made it. */
export interface Readable {
  readonly body?: unknown;
  stream?(): unknown;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
  clone?(): unknown;
}

/**
 * The bytes of an answer, a request or a `Blob`: as they come where it has a stream, of whatever kind, else at once. Not
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

/** An async iterable whose `return` also ends one that was not begun, as Node's streams otherwise do not. */
function iterated(stream: AsyncIterable<Uint8Array | string>): AsyncIterableIterator<Uint8Array, void> {
  const chunks = stream[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await chunks.next();
      if (done) return { done, value: undefined };
      // A stream of Node's that was given an encoding, or was made of text.
      return { done: false, value: typeof value === 'string' ? new TextEncoder().encode(value) : value };
    },
    async return() {
      if (can(stream, 'destroy')) stream.destroy();
      await Promise.resolve(chunks.return?.()).catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** One chunk, which is read when it is asked for. */
function at(read: () => Promise<Uint8Array | undefined>): AsyncIterableIterator<Uint8Array, void> {
  let isOver = false;
  const end = { done: true, value: undefined } as const;
  return {
    async next() {
      if (isOver) return end;
      isOver = true;
      const value = await read();
      return value ? { done: false, value } : end;
    },
    async return() {
      isOver = true;
      return end;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function readWhole(source: Readable): Promise<Uint8Array> {
  // React Native has an `arrayBuffer` that fails in old versions, after which the body counts as read.
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
