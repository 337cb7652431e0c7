import { withCaller } from '@mitosislabs/auth/errors';
import type { Call } from '../core/Call.ts';
import { readFailure } from '../errors/failureToError.ts';
import { UnreadLimit } from './UnreadLimit.ts';

const DONE = { done: true, value: undefined } as const;

/** Closes dropped bodies, whose connections would stay open. */
const dropped =
  typeof FinalizationRegistry === 'function'
    ? new FinalizationRegistry<() => Promise<unknown>>((end) => void end())
    : undefined;

/**
 * Wraps a body: each wait for more has the time limit, and its failures are the SDK's. Not a generator: one that is left
 * before its first read closes nothing.
 *
 * An unread body loses its connection: see {@link UnreadLimit}.
 *
 * @param isLimited - Whether each wait has the limit. A stream of events has its own.
 */
export function withIdleLimit(
  body: AsyncIterable<Uint8Array>,
  call: Call,
  isLimited = true,
): AsyncIterableIterator<Uint8Array, void> {
  const { deadline } = call;
  const chunks = body[Symbol.asyncIterator]();
  const unread = isLimited ? new UnreadLimit(call) : undefined;
  let isOver = false;
  const end = async (): Promise<typeof DONE> => {
    isOver = true;
    unread?.stop();
    dropped?.unregister(end);
    deadline.close();
    await Promise.race([chunks.return?.(), undefined]).catch(() => undefined);
    return DONE;
  };
  const next = async (): Promise<IteratorResult<Uint8Array, void>> => {
    // A body that arrived completely before the limit is still there.
    if (unread?.error) return chunks.next();
    if (isLimited) deadline.restart();
    return deadline.race(chunks.next());
  };
  const iterator: AsyncIterableIterator<Uint8Array, void> = {
    async next() {
      if (isOver) return DONE;
      unread?.stop();
      try {
        const { done, value } = await next();
        deadline.pause();
        if (done) return await end();
        unread?.restart();
        return { done: false, value };
      } catch (failure) {
        // It was left while it waited.
        if (isOver) return DONE;
        const error = unread?.error ?? readFailure(failure, call);
        await end();
        throw call.caller ? withCaller(error, call.caller) : error;
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  if (isLimited) dropped?.register(iterator, end, end);
  return iterator;
}
