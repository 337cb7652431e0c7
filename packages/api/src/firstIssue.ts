import type { Endpoint } from './contract/Endpoint.ts';

/** Where a value departs from its schema, and how. */
export interface Issue {
  path: string[];
  problem: string;
}

/** The first thing that is wrong with a value, if anything is. */
export function firstIssue(schema: NonNullable<Endpoint['body']>, value: unknown): Issue | undefined {
  const result = schema['~run']({ value }, { abortEarly: true });
  const issue = result.issues?.[0];
  if (!issue) return undefined;
  const path = (issue.path ?? []).map((item) => String((item as { key: unknown }).key));
  return { path, problem: `must be ${issue.expected ?? 'something else'}, got ${issue.received}` };
}
