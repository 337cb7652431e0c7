// Converts the arguments of older clients to the current ones.
import { closest, InvalidArgumentError } from '@mitosislabs/auth/errors';
import { streamRequest, transportRequest } from './optionNames.ts';
import type { QueryValue, StreamRequest, TransportRequest } from './TransportLike.ts';

/** A request of an older program: `raw: true` stands for `as: 'response'`. */
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

/**
 * Reads the second argument of `stream()`: options, or the query alone. An object that has some options and other names is
 * refused, and so is a name that is nearly an option.
 */
export function readStreamRequest(request: StreamRequest | Query = {}): StreamRequest {
  const names = Object.keys(request);
  const unknown = names.filter((name) => !Object.hasOwn(streamRequest, name));
  const [name] = unknown;
  if (name === undefined) return request as StreamRequest;
  const meant = closest(name, Object.keys(streamRequest));
  // Options of other requests are mistakes here, and no query.
  const isOption = (each: string): boolean => each === 'raw' || Object.hasOwn(transportRequest, each);
  const isMixed = unknown.length < names.length || unknown.some(isOption);
  if (isMixed || meant !== undefined) {
    throw new InvalidArgumentError(name, 'is not an option of stream()', {
      hint: meant === undefined ? 'Put the names of the query into `query`.' : `Did you mean \`${meant}\`?`,
    });
  }
  return { query: request as Query };
}
