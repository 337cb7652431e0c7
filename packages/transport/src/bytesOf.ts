/**
 * The bytes of a web stream, as an async iterable: not every `ReadableStream` is one (Safari's is not). No generator: one
 * that was left before it began would not cancel the stream.
 */
export function bytesOf(stream: ReadableStream<Uint8Array>): AsyncIterableIterator<Uint8Array, void> {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    return: async () => {
      await reader.cancel().catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
