// The arguments of older clients, read as those of today.
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { streamRequest } from '../optionNames.ts';
import type { QueryValue, StreamRequest, TransportRequest } from './TransportLike.ts';

/** A request as older programs write it: `raw: true` stands for `as: 'response'`. */
export interface RawRequest extends TransportRequest {
  /** Whether the response is returned unread. */
  raw?: boolean | undefined;
}

/** The query of a request. */
export type Query = Readonly<Record<string, QueryValue>>;

/** Reads `raw`. */
export function readRequest({ raw = false, ...request }: RawRequest): TransportRequest {
  if (raw === false) return request;
  if (raw === true && (request.as ?? 'response') === 'response') return { ...request, as: 'response' };
  throw new InvalidArgumentError('raw', 'must be a boolean, and true only without another `as`', {
    hint: "Write `as: 'response'`.",
  });
}

/** Options of other requests: as names of a query they would be mistakes. */
const OTHER_OPTIONS = [
  'body',
  'as',
  'parse',
  'raw',
  'idempotency',
  'idempotencyKey',
  'lookup',
  'credentials',
  'maxRetries',
];

/**
 * Reads the second argument of `stream()`: options, or the query alone. An object that has some options and other names is
 * refused, and so is a name that differs from an option in one letter or in case.
 */
export function readStreamRequest(request: StreamRequest | Query = {}): StreamRequest {
  const names = Object.keys(request);
  const unknown = names.filter((name) => !Object.hasOwn(streamRequest, name));
  const [name] = unknown;
  if (name === undefined) return request as StreamRequest;
  const meant = Object.keys(streamRequest).find((option) => isNear(name, option));
  const isMixed = unknown.length < names.length || unknown.some((each) => OTHER_OPTIONS.includes(each));
  if (isMixed || meant !== undefined) {
    throw new InvalidArgumentError(name, 'is not an option of stream()', {
      hint: meant === undefined ? 'Put the names of the query into `query`.' : `Did you mean ${meant}?`,
    });
  }
  return { query: request as Query };
}

/** Whether two names are equal but for their case and one letter. */
function isNear(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return Math.max(one.length, other.length) - start - end <= 1;
}
