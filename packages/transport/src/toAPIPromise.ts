import type { APIPromise, WithResponse } from './APIPromise.ts';

/** The promise of a call, out of the promise of its content and head. */
export function toAPIPromise<T>(whole: Promise<WithResponse<T>>): APIPromise<T> {
  const content = whole.then(({ data }) => data);
  return Object.assign(content, {
    withResponse() {
      // Whoever asks for both does not look at the content alone: its failure is told once.
      content.catch(() => undefined);
      return whole;
    },
  });
}
