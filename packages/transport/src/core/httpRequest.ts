import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { QueryValue } from '../options/TransportLike.ts';

const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Parts of a path that `URL` drops or resolves, so that the request would reach something else. */
const SILENT_CHANGES: readonly (readonly [RegExp, string])[] = [
  [/#/, 'must not have a fragment: write # as %23'],
  [/^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i, 'must not have . or .. as a segment'],
  [/^[^?]*\\/, 'must not have a backslash: write it as %5C'],
  [/\p{Cc}/u, 'must not have control characters'],
  [/\p{Cs}/u, 'must not have half of a surrogate pair'],
];

/**
 * Returns the URL of a request from endpoint, path and query, normalised as `fetch` sends it: the signature covers the URL
 * that goes out.
 *
 * @throws {@link InvalidArgumentError} for a path that would reach another resource, and for a query that is not plain data.
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

/**
 * Merges headers of several sources, names in lower case. Later ones win, however they spell a name. Not by `Headers`: it
 * joins two spellings of one name, and costs time in every call.
 */
export function mergeHeaders(
  ...sources: readonly (Readonly<Record<string, string>> | undefined)[]
): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const source of sources) {
    for (const name in source) merged[name.toLowerCase()] = source[name] ?? '';
  }
  return merged;
}

/** Refuses headers that `fetch` cannot send. The error does not repeat the value: it may be a secret. */
export function assertHeaders(argument: string, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) {
      // The name that an authenticator returns may be the secret itself.
      const got = argument === 'auth' ? '' : `, got ${JSON.stringify(name)}`;
      throw new InvalidArgumentError(argument, `must have names of letters, digits and -${got}`);
    }
    if (typeof value !== 'string' || !VALUE.test(value)) {
      throw new InvalidArgumentError(
        `${argument}.${name}`,
        'must be Latin-1 text without control characters',
        {
          hint: 'Percent-encode other text.',
        },
      );
    }
  }
}
