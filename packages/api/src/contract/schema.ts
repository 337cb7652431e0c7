import { kindOf } from '@mitosislabs/auth/errors';

/** The kinds of schemas. */
export type SchemaType = FieldSchema<unknown>['type'];

/** Carries the described type for the compiler. No schema has the field. */
interface Describes<T> {
  /** The described type, for the compiler only. */
  readonly describes?: readonly [T];
}

/** The schema of a value without parts. */
export interface ScalarSchema {
  /**
   * - `integer`: a whole number, 0 or more.
   * - `time`: a finite number, 0 or more: a time or a duration in ms.
   * - `unknown`: any JSON.
   */
  readonly type: 'string' | 'number' | 'integer' | 'time' | 'boolean' | 'unknown';
}

/** The schema of one of a few strings. */
export interface EnumSchema {
  /** The kind. */
  readonly type: 'enum';
  /** The strings. */
  readonly values: readonly string[];
}

/** The schema of a list, or of an object with any keys. */
export interface CollectionSchema {
  /** The kind. */
  readonly type: 'array' | 'record';
  /** The schema of each value in it. */
  readonly items: Schema<unknown>;
}

/** The schema of an object with known fields. It may have more. */
export interface ObjectSchema {
  /** The kind. */
  readonly type: 'object';
  /** The schema of each field. */
  readonly fields: Readonly<Record<string, FieldSchema<unknown>>>;
}

/** The schema of a field that may be missing. */
export type OptionalSchema<T> = Describes<T> & {
  /** The kind. */
  readonly type: 'optional';
  /** The schema of the field if present. */
  readonly inner: Schema<unknown>;
};

/** The schema of a value on the wire, as plain data. */
export type Schema<T> = Describes<T> & (ScalarSchema | EnumSchema | CollectionSchema | ObjectSchema);

/** The schema of a field of an object. */
export type FieldSchema<T> = Schema<T> | OptionalSchema<T>;

/** One schema for every field of `T`; leaving one out, or giving one the wrong type, does not compile. */
export type Fields<T> = {
  readonly [Name in keyof T]-?: object extends Pick<T, Name> ? OptionalSchema<T[Name]> : Schema<T[Name]>;
};

/**
 * Returns the schema of an interface. The interface is written by hand, so that editors show its documentation. Unknown
 * fields pass: the platform may know more than this version of the SDK.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function shape<T>(fields: Fields<T>): Schema<T> {
  return { type: 'object', fields };
}

/** Any string. */
export const string: Schema<string> = { type: 'string' };
/** A number; JSON has only finite ones. */
export const number: Schema<number> = { type: 'number' };
/** A time or a duration in ms: finite, 0 or more. */
export const time: Schema<number> = { type: 'time' };
/** A whole number, 0 or more. */
export const integer: Schema<number> = { type: 'integer' };
/** `true` or `false`. */
export const boolean: Schema<boolean> = { type: 'boolean' };
/** Any JSON. */
export const unknown: Schema<unknown> = { type: 'unknown' };
/** A list of strings. */
export const stringArray: Schema<string[]> = array(string);
/** An object with any content. */
export const record: Schema<Record<string, unknown>> = { type: 'record', items: unknown };
/** An object whose values are strings. */
export const stringRecord: Schema<Record<string, string>> = { type: 'record', items: string };

/**
 * Returns the schema of a list.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function array<T>(items: Schema<T>): Schema<T[]> {
  return { type: 'array', items };
}

/**
 * Returns the schema of a field that may be missing.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function optional<T>(inner: Schema<T>): OptionalSchema<T | undefined> {
  return { type: 'optional', inner };
}

/**
 * Returns the schema of one of a few strings.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function enumOf<const Value extends string>(...values: Value[]): Schema<Value> {
  return { type: 'enum', values };
}

/** Returns the schema of a present value: the inner schema of an optional field. */
export function requiredSchema(schema: FieldSchema<unknown>): Schema<unknown> {
  return schema.type === 'optional' ? schema.inner : schema;
}

/**
 * Returns the schema of a part of a value.
 *
 * @param schema - The schema of the value.
 * @param key - The name of a field, or an index.
 * @returns `undefined` if the schema does not know the part.
 */
export function partSchema(schema: Schema<unknown>, key: string): FieldSchema<unknown> | undefined {
  if (schema.type === 'array' || schema.type === 'record') return schema.items;
  return schema.type === 'object' && Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
}

/** Returns the schemas of the known fields of an object; an empty object for any other value. */
export function fieldsOf(schema: Schema<unknown> | undefined): ObjectSchema['fields'] {
  return schema?.type === 'object' ? schema.fields : {};
}

/** The first violation of a schema by a value. */
export interface Issue {
  /** The path into the value. */
  path: string[];
  /** The value that the schema expects, in words. */
  expected: string;
  /** The kind of the value found, in words. Shows no content, except numbers out of bounds. */
  received: string;
  /** Both as a sentence, to follow the name of the value: `must be text, got a number`. */
  problem: string;
  /** The schema of the wrong value. */
  schema: Schema<unknown>;
  /** The wrong value. May be a secret. */
  value: unknown;
}

/** The kinds of values that JSON can represent, as {@link kindOf} names them. */
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
 * Returns the first violation in a value, if there is one: a value that its schema does not allow, or that JSON would
 * silently change or cannot represent: NaN and infinities (`null`), bytes, maps and promises (`{}`), functions (left
 * out), itself.
 *
 * @param schema - Of the contract: the body, the query or the output of an operation.
 * @param value - The value to send, or the received one.
 * @param around - The objects and lists that the value is in. Default: none.
 *
 * @example
 * ```ts
 * import { contract, firstIssue } from '@mitosislabs/api/contract';
 *
 * const issue = firstIssue(contract.tasks.create.body, { title: 5 });
 * console.log(issue?.path, issue?.problem); // ['title'] 'must be text, got a number'
 * ```
 */
export function firstIssue(
  schema: FieldSchema<unknown>,
  value: unknown,
  around: readonly unknown[] = [],
): Issue | undefined {
  const wanted = requiredSchema(schema);
  const { type } = wanted;
  if (value === undefined && (schema.type === 'optional' || type === 'unknown')) return undefined;
  // Most values are text.
  if (typeof value === 'string' && (type === 'string' || type === 'unknown')) return undefined;
  const kind = kindOf(value);
  const at: Place = { schema: wanted, value };
  const writesItself = typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === 'function';
  if (value !== undefined && !JSON_KINDS.includes(kind) && !writesItself) {
    if (typeof value !== 'number') return issue(at, 'JSON', kind, `cannot be JSON: it is ${kind}`);
    if (type !== 'time') return issue(at, 'a finite number', kind);
  }
  if (around.includes(value)) return issue(at, 'JSON', kind, 'cannot be JSON: it contains itself');
  if (!agrees(wanted, value, kind)) {
    const isOutOfBounds = (type === 'integer' || type === 'time') && typeof value === 'number';
    return issue(at, wordsFor(wanted), isOutOfBounds ? String(value) : kind);
  }
  if (typeof value !== 'object' || value === null || (writesItself && type === 'unknown')) return undefined;
  // The parts that JSON would write: own fields, and the holes of a list.
  const parts: Record<string, unknown> = { ...(Array.isArray(value) ? [...value] : value) };
  const fields: ObjectSchema['fields'] = wanted.type === 'object' ? wanted.fields : {};
  const items = 'items' in wanted ? wanted.items : unknown;
  const inside = [...around, value];
  for (const key of Object.keys({ ...fields, ...parts })) {
    const known = Object.hasOwn(fields, key) ? (fields[key] ?? unknown) : items;
    const found = firstIssue(known, parts[key], inside);
    if (!found) continue;
    found.path.unshift(key);
    return found;
  }
  return undefined;
}

type Place = Pick<Issue, 'schema' | 'value'>;

function issue(
  at: Place,
  expected: string,
  received: string,
  problem = `must be ${expected}, got ${received}`,
): Issue {
  return { ...at, path: [], expected, received, problem: at.value === undefined ? 'is missing' : problem };
}

/** Whether a value itself matches its schema; its parts are checked separately. */
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
