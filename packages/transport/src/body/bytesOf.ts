/**
 * Creates an iterator of chunks. Not a generator: leaving one before its first read does not end its source.
 *
 * @param next - Reads the next chunk.
 * @param leave - Ends the source; a failure of it is ignored.
 */
export function chunkIterator(
  next: () => Promise<IteratorResult<Uint8Array, void>>,
  leave: () => unknown,
): AsyncIterableIterator<Uint8Array, void> {
  return {
    next,
    async return() {
      await Promise.resolve(leave()).catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Iterates over the bytes of a web stream. Not every `ReadableStream` is iterable itself (Safari's is not). */
export function bytesOf(stream: ReadableStream<Uint8Array>): AsyncIterableIterator<Uint8Array, void> {
  const reader = stream.getReader();
  return chunkIterator(
    () => reader.read() as Promise<IteratorResult<Uint8Array, void>>,
    () => reader.cancel(),
  );
}
