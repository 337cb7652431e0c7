import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { QueryValue } from './TransportLike.ts';

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
  const url = new URL(endpoint + path);
  url.hash = '';
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (typeof value === 'number' ? !Number.isFinite(value) : !['string', 'boolean'].includes(typeof value)) {
      throw new InvalidArgumentError(`query.${name}`, 'must be text, a finite number or a boolean');
    }
    url.searchParams.append(name, String(value));
  }
  // An empty query is not sent: `/a?` goes out as `/a`.
  if (url.search === '') url.search = '';
  return url;
}
