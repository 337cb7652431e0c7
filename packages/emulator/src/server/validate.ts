import type { Endpoint } from '@mitosislabs/api/contract';
import * as v from 'valibot';
import { badRequest } from '../platform/ApiError.ts';

type AnySchema = NonNullable<Endpoint['body']>;

/** Checks a JSON body; 400 names the field. */
export function validBody(schema: AnySchema, value: unknown): unknown {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw badRequest(problem(result.issues[0], 'The body'));
}

/** Checks a query. On the wire all is text: numbers and truth values are read where the contract wants them. */
export function validQuery(schema: AnySchema, search: string): unknown {
  const query: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(query, name)) throw badRequest(`${name} stands in the query twice.`);
    query[name] = value;
  }
  const asText = v.safeParse(schema, query);
  if (asText.success) return asText.output;
  for (const { path } of asText.issues) {
    const name = String(path?.[0]?.key);
    query[name] = fromText(String(query[name]));
  }
  return validBody(schema, query);
}

/** Where a value departs from its schema and how, as a sentence; nothing when it does not. */
export function departure(schema: AnySchema, value: unknown): string | undefined {
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? undefined : problem(result.issues[0], 'The answer');
}

function problem(issue: v.BaseIssue<unknown>, whole: string): string {
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  return `${path || whole} must be ${issue.expected ?? 'something else'}, got ${issue.received}.`;
}

function fromText(text: string): unknown {
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
