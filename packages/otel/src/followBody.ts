/**
 * Wraps the body of a response, and notices its end, once: the last chunk was read, it failed, or it was left.
 *
 * @param body - The body.
 * @param onEnd - Called with the failure, or without an argument. It must not throw.
 */
export function followBody(
  body: AsyncIterable<Uint8Array>,
  onEnd: (failure?: { readonly error: unknown }) => void,
): AsyncIterableIterator<Uint8Array, void> {
  const chunks = body[Symbol.asyncIterator]();
  let isOver = false;
  const end = (failure?: { readonly error: unknown }): void => {
    if (isOver) return;
    isOver = true;
    onEnd(failure);
  };
  return {
    async next() {
      try {
        const { done, value } = await chunks.next();
        if (!done) return { done: false, value };
        end();
        return { done: true, value: undefined };
      } catch (error) {
        end({ error });
        throw error;
      }
    },
    async return() {
      try {
        await chunks.return?.();
      } finally {
        end();
      }
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
