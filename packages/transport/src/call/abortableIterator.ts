import { onAbort } from '@mitosislabs/auth/async';
import { withCaller } from '@mitosislabs/auth/errors';
import { assertSignal } from './Deadline.ts';

/** Options of {@link abortableIterator}. */
export interface AbortableIteratorOptions<T> {
  /** The caller's signal. It aborts the signal of the generator too. */
  signal?: AbortSignal | undefined;
  /** Called with a value that the generator yields after the iterator was left, so that it is not lost. */
  undelivered?: ((value: T) => void) | undefined;
}

/**
 * Wraps an async generator so that it can be left while it waits.
 *
 * A plain async generator queues `return()` and `throw()` behind the `next()` that waits: neither settles until the next
 * value comes. Here both settle each waiting `next()` with `done` at once and abort the signal that the generator works
 * with; later rejections are dropped. When no `next()` waits they behave as on a generator, and wait
 * for its `finally` blocks. Nothing starts, and the caller's signal gets no listener, before the first `next()`.
 *
 * @typeParam T - The type of the values.
 * @param run - Starts the generator. Every wait in it must end when the signal fires.
 * @param options - The caller's signal, and a callback for late values.
 * @returns an iterator with the type and the behaviour of an async generator, `Symbol.asyncDispose` included.
 * @throws {@link InvalidArgumentError} from the first `next()`, when `signal` is no `AbortSignal`.
 *
 * @example
 * ```ts
 * import { abortableIterator } from '@mitosislabs/transport/abortableIterator';
 *
 * async function* ticks(signal: AbortSignal): AsyncGenerator<number, void, undefined> {
 *   for (let count = 0; ; count++) {
 *     yield count;
 *     await new Promise((resolve, reject) => {
 *       setTimeout(resolve, 60_000);
 *       signal.addEventListener('abort', reject, { once: true });
 *     });
 *   }
 * }
 *
 * const iterator = abortableIterator(ticks);
 * await iterator.next();
 * const second = iterator.next();
 * await iterator.return(); // at once, not after a minute
 * console.log((await second).done); // true
 * ```
 */
export function abortableIterator<T>(
  run: (signal: AbortSignal) => AsyncIterator<T, unknown, undefined>,
  { signal: caller, undelivered }: AbortableIteratorOptions<T> = {},
): AsyncGenerator<T, void, undefined> {
  // Once for all values: a capture of the stack costs more than a `next()`.
  const created = new Error();
  let controller: AbortController | undefined;
  let source: AsyncIterator<T, unknown, undefined> | undefined;
  let isOver = false;
  let letGo = (): void => undefined;
  const waiting = new Set<(result: IteratorResult<T, void>) => void>();
  const done = (): IteratorResult<T, void> => ({ done: true, value: undefined });

  const begin = (): AsyncIterator<T, unknown, undefined> => {
    assertSignal(caller);
    const own = new AbortController();
    controller = own;
    if (caller?.aborted) own.abort(caller.reason);
    else if (caller) letGo = onAbort(caller, () => own.abort(caller.reason));
    return run(own.signal);
  };
  const end = (): void => {
    isOver = true;
    letGo();
  };
  const leave = async (
    finish: (iterator: AsyncIterator<T, unknown, undefined>) => Promise<unknown> | undefined,
  ): Promise<void> => {
    if (isOver) return;
    end();
    const isWaiting = waiting.size > 0;
    for (const settle of waiting) settle(done());
    waiting.clear();
    // A waiting generator reaches its `finally` only when its wait is aborted.
    if (isWaiting) controller?.abort();
    const ending = source && finish(source);
    if (isWaiting) ending?.catch(() => undefined);
    else await ending;
    controller?.abort();
  };

  const advance = (): Promise<IteratorResult<T, void>> =>
    new Promise((resolve, reject) => {
      if (isOver) return resolve(done());
      try {
        source ??= begin();
      } catch (error) {
        end();
        throw error;
      }
      waiting.add(resolve);
      source.next().then(
        (result) => {
          const isWaitedFor = waiting.delete(resolve);
          if (result.done) {
            if (!isOver) end();
            resolve(done());
          } else if (isWaitedFor) resolve(result);
          else undelivered?.(result.value);
        },
        (error: unknown) => {
          if (!waiting.delete(resolve)) return;
          if (!isOver) end();
          reject(error);
        },
      );
    });

  const iterator = {
    async next(): Promise<IteratorResult<T, void>> {
      try {
        return await advance();
      } catch (error) {
        throw withCaller(error, created, new Error());
      }
    },
    async return(): Promise<IteratorResult<T, void>> {
      await leave((generator) => generator.return?.());
      return done();
    },
    async throw(error: unknown): Promise<IteratorResult<T, void>> {
      await leave((generator) => (generator.throw ? generator.throw(error) : generator.return?.()));
      throw error;
    },
    [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
      return this as typeof this & AsyncDisposable;
    },
  };
  // Some runtimes lack the symbol.
  if (Symbol.asyncDispose) {
    Object.assign(iterator, { [Symbol.asyncDispose]: async () => void (await iterator.return()) });
  }
  return iterator[Symbol.asyncIterator]();
}
