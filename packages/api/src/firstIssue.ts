import type { Endpoint } from './contract/Endpoint.ts';
import { kindOf } from './kindOf.ts';

/** Where a value departs from its schema, and how. */
interface Issue {
  path: string[];
  problem: string;
}

/** What a schema asks for, by the type of the check that failed. */
const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  finite: 'a finite number',
  safe_integer: 'a whole number',
  min_value: '0 or more',
  boolean: 'true or false',
  array: 'a list',
  record: 'an object',
  loose_object: 'an object',
};

/**
 * The first thing that is wrong with a value, if anything is. Only numbers out of bounds are shown, the rest may be
 * secret.
 */
export function firstIssue(schema: NonNullable<Endpoint['body']>, value: unknown): Issue | undefined {
  const issue = schema['~run']({ value }, { abortEarly: true }).issues?.[0];
  if (!issue) return undefined;
  const path = (issue.path ?? []).map((item) => String((item as { key: unknown }).key));
  if (issue.input === undefined) return { path, problem: 'is missing' };
  const expected = WORDS[issue.type] ?? `one of ${issue.expected?.replace(/[()]/g, '')}`;
  const given = issue.kind === 'validation' ? String(issue.input) : kindOf(issue.input);
  return { path, problem: `must be ${expected}, got ${given}` };
}
