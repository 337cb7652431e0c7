import { withCaller } from '@mitosislabs/auth/errors';

/**
 * Returns an iterator that opens another one with its first `next()`, and then forwards to it.
 *
 * @param open - Opens the other one. Its `return()` settles at once.
 */
export function lazyIterator<T>(
  open: () => Promise<AsyncGenerator<T, void, undefined>>,
): AsyncGenerator<T, void, undefined> {
  const created = new Error();
  let opening: Promise<AsyncGenerator<T, void, undefined>> | undefined;
  let isLeft = false;
  const leave = async (): Promise<void> => {
    isLeft = true;
    const opened = await opening?.catch(() => undefined);
    await opened?.return();
  };
  const iterator = {
    async next(): Promise<IteratorResult<T, void>> {
      if (isLeft && !opening) return { done: true, value: undefined };
      // Created here: after the first wait, the stack no longer has a caller that does not await.
      const caller = new Error();
      opening ??= open();
      try {
        return await (await opening).next();
      } catch (error) {
        throw withCaller(error, created, caller);
      }
    },
    async return(): Promise<IteratorResult<T, void>> {
      await leave();
      return { done: true, value: undefined };
    },
    async throw(error: unknown): Promise<IteratorResult<T, void>> {
      await leave();
      throw error;
    },
    [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
      return this as typeof this & AsyncDisposable;
    },
  };
  // Some runtimes lack the symbol.
  if (Symbol.asyncDispose) Object.assign(iterator, { [Symbol.asyncDispose]: leave });
  return iterator[Symbol.asyncIterator]();
}
