import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import type { HttpMethod } from '@mitosislabs/transport';
import type { Endpoint } from '../contract/Endpoint.ts';
import { assertWellFormed } from './assertWellFormed.ts';

/**
 * Fills a route's path parameters, each into exactly one segment: percent-encoded, `/` included. What could lead to
 * another route is refused.
 */
export function fillPath(
  endpoint: Endpoint,
  input: Readonly<Record<string, unknown>>,
  otherPath?: string,
): [HttpMethod, string] {
  const [method, path] = endpoint.route.split(' ') as [HttpMethod, string];
  return [
    method,
    (otherPath ?? path).replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(assertName(endpoint, name, input[name])),
    ),
  ];
}

/**
 * Refuses what cannot name one thing of a route: what is no text, an empty segment, `.`, `..`, half of a surrogate pair,
 * and the names that stand for other operations.
 */
export function assertName(endpoint: Endpoint, name: string, value: unknown): string {
  if (typeof value !== 'string') throw new InvalidArgumentError(name, `must be text, got ${kindOf(value)}`);
  if (value === '') throw new InvalidArgumentError(name, 'must not be empty');
  if (value === '.' || value === '..') throw new InvalidArgumentError(name, `must not be ${value}`);
  if (endpoint.reserved?.[name]?.includes(value)) {
    throw new InvalidArgumentError(name, `must not be ${value}: that name leads to another operation`);
  }
  assertWellFormed(name, value);
  return value;
}
