import { withCaller } from '@mitosislabs/auth/errors';
import type { APIPromise, WithResponse } from './APIPromise.ts';

/** The promise of a call, out of the promise of its content and head. */
export function toAPIPromise<T>(whole: Promise<WithResponse<T>>): APIPromise<T> {
  const content = whole.then(({ data }) => data);
  return Object.assign(content, {
    withResponse() {
      // A caller that takes both does not look at the content alone: its failure is reported once.
      content.catch(() => undefined);
      // Two wait for `whole`, so that the engine does not know who is behind it: behind this one it does.
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
