import type { Endpoint } from './contract/Endpoint.ts';
import { kindOf } from './kindOf.ts';

/** Where a value departs from its schema, and how. */
export interface Issue {
  /** The way into the value. */
  path: string[];
  /** What the schema asks for. */
  expected: string;
  /** What is there, in words that give no secret away. */
  received: string;
}

/** What a schema asks for, by the type of the check that failed. */
const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
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
  const { type, input, message } = issue;
  const path = (issue.path ?? []).map((item) => String((item as { key: unknown }).key));
  // Checks of our own say in their message what they ask for.
  const isOwn = type === 'custom';
  const expected = WORDS[type] ?? (isOwn ? message : `one of ${issue.expected?.replace(/[()]/g, '')}`);
  return { path, expected, received: isOwn && typeof input === 'number' ? String(input) : kindOf(input) };
}
