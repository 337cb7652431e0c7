const END = { done: true, value: undefined } as const;

/**
 * The chunks of a web stream. No generator: one that is left before it began would not cancel anything; and not every
 * `ReadableStream` is an async iterable, Safari's for one.
 */
export function readerChunks(
  stream: ReadableStream<Uint8Array> | null,
): AsyncIterableIterator<Uint8Array, void> {
  const reader = stream?.getReader();
  return {
    async next() {
      const { done, value } = (await reader?.read()) ?? END;
      return done ? END : { done, value };
    },
    async return() {
      await reader?.cancel().catch(() => undefined);
      return END;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
