import { assertOptions, InvalidArgumentError, kindOf, type OptionNames } from '@mitosislabs/auth/errors';
import type { HttpMethod } from '@mitosislabs/transport';
import type { Endpoint } from '../contract/Endpoint.ts';
import { firstIssue } from '../contract/firstIssue.ts';
import type { Schema } from '../contract/schema.ts';

/** Checks body and query against the contract, before anything is sent, and returns them. */
export function checkInput(
  endpoint: Endpoint,
  input: { readonly body?: unknown; readonly query?: unknown },
): { body: unknown; query: unknown } {
  const { body, query = {} } = input;
  if (endpoint.body) check(endpoint.body, body, endpoint.argument ?? 'req', endpoint.bodyField);
  if (endpoint.query) {
    const name = endpoint.argument ?? 'opts';
    // A body may have fields that a newer server knows. A misspelt filter would return everything in silence.
    if (endpoint.query.type === 'object') {
      assertOptions(name, query, endpoint.query.fields as OptionNames<object>);
    }
    check(endpoint.query, query, name, endpoint.queryField);
    for (const [key, value] of Object.entries(query as object)) assertWellFormed(`${name}.${key}`, value);
  }
  return { body, query };
}

/** An error names the argument, and the path into it unless the argument stands for the one `field` of `value`. */
function check(schema: Schema<unknown>, value: unknown, name: string, field?: string): void {
  const issue = value === undefined ? { path: [], problem: 'is missing' } : firstIssue(schema, value);
  if (!issue) return;
  const path = field === undefined ? issue.path : issue.path.slice(1);
  throw new InvalidArgumentError([name, ...path].join('.'), issue.problem);
}

/**
 * Fills a route's path parameters, each into exactly one segment: percent-encoded, `/` included. Refuses names that
 * could lead to another route.
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
 * Refuses names that cannot stand in a route: anything but text, an empty segment, `.`, `..`, half of a surrogate pair,
 * and names of other operations.
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

/** Refuses text with half of a surrogate pair: it would be sent as another character. */
export function assertWellFormed(name: string, value: unknown): void {
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) {
    throw new InvalidArgumentError(name, 'is not well-formed text: it has half of a surrogate pair');
  }
}
