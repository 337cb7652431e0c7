import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { Endpoint } from '../contract/Endpoint.ts';
import { firstIssue } from '../contract/firstIssue.ts';
import type { Schema } from '../contract/schema.ts';
import { assertWellFormed } from './assertWellFormed.ts';

/** Checks body and query against the contract, before anything is sent, and returns them. */
export function checkInput(
  endpoint: Endpoint,
  input: { readonly body?: unknown; readonly query?: unknown },
): { body: unknown; query: unknown } {
  const { body, query = {} } = input;
  if (endpoint.body) check(endpoint.body, body, endpoint.argument ?? 'req', endpoint.bodyField);
  if (endpoint.query) {
    const name = endpoint.argument ?? 'opts';
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
