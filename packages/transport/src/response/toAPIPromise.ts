import { traced, withCaller } from '@mitosislabs/auth/errors';
import type { APIPromise, WithResponse } from './APIPromise.ts';

/**
 * The promise of a call, out of the promise of its content and head.
 *
 * @param caller - Made where the call begins. The engine knows the caller only of a promise that is awaited already when it
 * fails, and not where `catch()` is called, or nothing.
 */
export function toAPIPromise<T>(whole: Promise<WithResponse<T>>, caller: Error): APIPromise<T> {
  const content = whole.then(
    ({ data }) => data,
    (error: unknown) => {
      throw withCaller(error, caller);
    },
  );
  return Object.assign(content, {
    withResponse() {
      // A caller of `withResponse()` does not await the content alone: its failure is reported once.
      content.catch(() => undefined);
      const answer = traced(whole, caller);
      answer.catch(() => undefined);
      return answer;
    },
  });
}
