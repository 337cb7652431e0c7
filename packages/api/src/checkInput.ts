import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { Endpoint } from './contract/Endpoint.ts';
import { firstIssue } from './firstIssue.ts';

/** Checks body and query against the contract, before anything is sent, and returns them. */
export function checkInput(
  endpoint: Endpoint,
  input: { readonly body?: unknown; readonly query?: unknown },
): { body: unknown; query: unknown } {
  const { body, query = {} } = input;
  check(endpoint.body, body, endpoint.bodyField === undefined ? 'req' : '');
  check(endpoint.query, query, endpoint.queryField === undefined ? 'query' : '');
  return { body, query };
}

function check(schema: Endpoint['body'], value: unknown, name: string): void {
  if (schema === undefined) return;
  const issue = firstIssue(schema, value);
  if (issue) throw new InvalidArgumentError([name, ...issue.path].filter(Boolean).join('.'), issue.problem);
}
