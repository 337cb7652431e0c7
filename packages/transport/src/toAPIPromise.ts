import { withCaller } from '@mitosislabs/auth/errors';
import type { APIPromise, WithResponse } from './APIPromise.ts';

/** The promise of a call, out of the promise of its content and head. */
export function toAPIPromise<T>(whole: Promise<WithResponse<T>>): APIPromise<T> {
  const content = whole.then(({ data }) => data);
  return Object.assign(content, {
    withResponse() {
      // A caller of `withResponse()` does not await the content alone: its failure is reported once.
      content.catch(() => undefined);
      // `whole` has two waiters, so the engine loses the caller's stack; this promise keeps it.
      const trace = async (): Promise<WithResponse<T>> => {
        try {
          return await whole;
        } catch (error) {
          withCaller(error);
          traced.catch(() => undefined);
          throw error;
        }
      };
      const traced = trace();
      return traced;
    },
  });
}
