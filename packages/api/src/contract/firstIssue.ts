import { kindOf } from '@mitosislabs/auth/errors';
import {
  type FieldSchema,
  partSchema,
  requiredSchema,
  type Schema,
  type SchemaType,
  unknown,
} from './schema.ts';

/** Where a value departs from its schema, and how. */
export interface Issue {
  /** The way into the value. */
  path: string[];
  /** The value that the schema expects, in words. */
  expected: string;
  /** The kind of the value found, in words. Shows no content, except numbers out of bounds. */
  received: string;
  /** Both in a sentence, to follow the name of the value: `must be text, got a number`. */
  problem: string;
  /** The schema of the wrong value. */
  schema: Schema<unknown>;
  /** The wrong value. May be a secret. */
  value: unknown;
}

/** The kinds of values that JSON can carry, as {@link kindOf} names them. */
const JSON_KINDS = ['null', 'text', 'empty text', 'a number', 'a boolean', 'a list', 'an object'];

const WORDS: Readonly<Partial<Record<SchemaType, string>>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  integer: 'a whole number, 0 or more',
  time: '0 or more',
  array: 'a list',
  record: 'an object',
  object: 'an object',
};

/**
 * The first thing that is wrong with a value, if anything is: what its schema does not allow, and what JSON would change
 * in silence or cannot carry: NaN and infinities (`null`), bytes, maps and promises (`{}`), functions (left out), itself.
 *
 * @param schema - Of the contract: the body, the query or the output of an operation.
 * @param value - What is to be sent, or has come.
 *
 * @example
 * ```ts
 * import { contract, firstIssue } from '@mitosislabs/api/contract';
 *
 * const issue = firstIssue(contract.tasks.create.body, { title: 5 });
 * console.log(issue?.path, issue?.problem); // ['title'] 'must be text, got a number'
 * ```
 */
export function firstIssue(schema: FieldSchema<unknown>, value: unknown): Issue | undefined {
  return find(schema, value, [], []);
}

function find(
  schema: FieldSchema<unknown>,
  value: unknown,
  path: string[],
  around: readonly unknown[],
): Issue | undefined {
  const wanted = requiredSchema(schema);
  const { type } = wanted;
  if (value === undefined && (schema.type === 'optional' || type === 'unknown')) return undefined;
  const kind = kindOf(value);
  const issue = (
    expected: string,
    received = kind,
    problem = `must be ${expected}, got ${received}`,
  ): Issue => ({
    path,
    expected,
    received,
    problem: value === undefined ? 'is missing' : problem,
    schema: wanted,
    value,
  });
  const writesItself = typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === 'function';
  if (value !== undefined && !JSON_KINDS.includes(kind) && !writesItself) {
    if (typeof value !== 'number') return issue('JSON', kind, `cannot be JSON: it is ${kind}`);
    if (type !== 'time') return issue('a finite number');
  }
  if (around.includes(value)) return issue('JSON', kind, 'cannot be JSON: it contains itself');
  if (!agrees(wanted, value, kind)) {
    const isOutOfBounds = (type === 'integer' || type === 'time') && typeof value === 'number';
    return issue(wordsFor(wanted), isOutOfBounds ? String(value) : kind);
  }
  if (typeof value !== 'object' || value === null || (writesItself && type === 'unknown')) return undefined;
  // What JSON would write: what is a part of the value itself, and the holes of a list.
  const parts: Record<string, unknown> = { ...(Array.isArray(value) ? [...value] : value) };
  const fields = wanted.type === 'object' ? Object.keys(wanted.fields) : [];
  for (const key of new Set([...fields, ...Object.keys(parts)])) {
    const known = partSchema(wanted, key) ?? unknown;
    const found = find(known, parts[key], [...path, key], [...around, value]);
    if (found) return found;
  }
  return undefined;
}

/** Whether a value is what its schema asks for, its parts aside. */
function agrees(schema: Schema<unknown>, value: unknown, kind: string): boolean {
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === schema.type;
    case 'integer':
      return Number.isSafeInteger(value) && Number(value) >= 0;
    case 'time':
      return Number.isFinite(value) && Number(value) >= 0;
    case 'enum':
      return schema.values.includes(value as string);
    case 'unknown':
      return true;
    default:
      return kind === WORDS[schema.type];
  }
}

function wordsFor(schema: Schema<unknown>): string {
  if (schema.type === 'enum') return `one of ${schema.values.map((value) => `"${value}"`).join(' | ')}`;
  return WORDS[schema.type] ?? '';
}
