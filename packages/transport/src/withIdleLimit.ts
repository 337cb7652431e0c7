import { withCaller } from '@mitosislabs/auth/errors';
import type { Call } from './Call.ts';
import { failureToError } from './failureToError.ts';

/**
 * A body of which each wait for more has the time limit, and whose failures are the SDK's. No generator: one that was
 * left before it began would not close anything.
 *
 * @param isLimited - Whether each wait has the limit; a stream of events has a watchdog of its own.
 */
export function withIdleLimit(
  body: AsyncIterable<Uint8Array>,
  call: Call,
  isLimited = true,
): AsyncIterableIterator<Uint8Array, void> {
  const { deadline } = call;
  const chunks = body[Symbol.asyncIterator]();
  let isOver = false;
  const end = async (): Promise<{ done: true; value: undefined }> => {
    isOver = true;
    deadline.close();
    await Promise.race([chunks.return?.(), undefined]).catch(() => undefined);
    return { done: true, value: undefined };
  };
  return {
    async next() {
      if (isOver) return { done: true, value: undefined };
      if (isLimited) deadline.restart();
      try {
        const { done, value } = await deadline.race(chunks.next());
        deadline.pause();
        return done ? await end() : { done: false, value };
      } catch (failure) {
        // It was left while it waited.
        if (isOver) return { done: true, value: undefined };
        const error = failureToError(failure, call);
        await end();
        throw call.caller ? withCaller(error, call.caller) : error;
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
