import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { HttpMethod } from '@mitosislabs/transport';
import type { Endpoint } from './contract/Endpoint.ts';

/**
 * Fills a route's path parameters, each into exactly one segment: percent-encoded, `/` included. What could lead to
 * another route is refused: an empty segment, `.`, `..`, and the names that stand for other operations.
 */
export function fillPath(
  endpoint: Endpoint,
  input: Readonly<Record<string, unknown>>,
  otherPath?: string,
): [HttpMethod, string] {
  const [method, path] = endpoint.route.split(' ') as [HttpMethod, string];
  return [
    method,
    (otherPath ?? path).replace(/\{(\w+)\}/g, (_, name: string) => segment(endpoint, name, input[name])),
  ];
}

function segment(endpoint: Endpoint, name: string, value: unknown): string {
  if (typeof value !== 'string') throw new InvalidArgumentError(name, `must be text, got ${kindOf(value)}`);
  if (value === '') throw new InvalidArgumentError(name, 'must not be empty');
  if (value === '.' || value === '..') throw new InvalidArgumentError(name, `must not be ${value}`);
  if (endpoint.reserved?.[name]?.includes(value)) {
    throw new InvalidArgumentError(name, `must not be ${value}: that name leads to another operation`);
  }
  try {
    return encodeURIComponent(value);
  } catch (cause) {
    throw new InvalidArgumentError(name, 'is not well-formed text: it has half of a surrogate pair', {
      cause,
    });
  }
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}
