import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { QueryValue } from './TransportLike.ts';

/** What `URL` would drop or resolve without a word, so that the request reached something else. */
const SILENT_CHANGES: readonly (readonly [RegExp, string])[] = [
  [/#/, 'must not have a fragment: write # as %23'],
  [/^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i, 'must not have . or .. as a segment'],
  [/^[^?]*\\/, 'must not have a backslash: write it as %5C'],
  [/\p{Cc}/u, 'must not have control characters'],
  [/\p{Cs}/u, 'must not have half of a surrogate pair'],
];

/**
 * The URL of a request: endpoint, path and query, normalised as `fetch` will send it, so that what is signed is what
 * goes out.
 */
export function requestUrl(
  endpoint: string,
  path: string,
  query: Readonly<Record<string, QueryValue>> = {},
): URL {
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new InvalidArgumentError('path', 'must begin with /; an absolute URL would get no credentials');
  }
  const problem = SILENT_CHANGES.find(([pattern]) => pattern.test(path))?.[1];
  if (problem) {
    throw new InvalidArgumentError('path', problem, {
      hint: 'Percent-encode each segment with encodeURIComponent.',
    });
  }
  // A space at the very end would be dropped, not encoded.
  const url = new URL(endpoint + path.replaceAll(' ', '%20'));
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw new InvalidArgumentError('query', 'must be an object of names and values');
  }
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (typeof value === 'number' ? !Number.isFinite(value) : !['string', 'boolean'].includes(typeof value)) {
      throw new InvalidArgumentError(`query.${name}`, 'must be text, a finite number or a boolean');
    }
    if (/\p{Cs}/u.test(name) || /\p{Cs}/u.test(String(value))) {
      throw new InvalidArgumentError(`query.${name}`, 'must not have half of a surrogate pair');
    }
    url.searchParams.append(name, String(value));
  }
  // An empty query is not sent: `/a?` goes out as `/a`.
  if (url.search === '') url.search = '';
  return url;
}
