/**
 * An iterator of chunks. Not a generator: one that is left before its first read would not end its source.
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

/** The bytes of a web stream, as an async iterable: not every `ReadableStream` is one (Safari's is not). */
export function bytesOf(stream: ReadableStream<Uint8Array>): AsyncIterableIterator<Uint8Array, void> {
  const reader = stream.getReader();
  return chunkIterator(
    () => reader.read() as Promise<IteratorResult<Uint8Array, void>>,
    () => reader.cancel(),
  );
}
