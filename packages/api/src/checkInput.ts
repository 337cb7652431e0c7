import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { assertJSON } from './assertJSON.ts';
import { assertWellFormed } from './assertWellFormed.ts';
import type { Endpoint } from './contract/Endpoint.ts';
import { firstIssue } from './firstIssue.ts';
import type { Shape } from './Shape.ts';

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
function check(schema: NonNullable<Endpoint['body']>, value: unknown, name: string, field?: string): void {
  if (value === undefined) throw new InvalidArgumentError(name, 'is missing');
  if (field === undefined) assertJSON(name, value, schema as Shape);
  const issue = firstIssue(schema, value);
  if (!issue) return;
  const { expected, received } = issue;
  const path = field === undefined ? issue.path : issue.path.slice(1);
  const problem = received === 'nothing' ? 'is missing' : `must be ${expected}, got ${received}`;
  throw new InvalidArgumentError([name, ...path].join('.'), problem);
}
