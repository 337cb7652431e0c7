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
  /** The schema of the field when it is there. */
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

/** Returns the schema of a value that is there: of an optional field its inner one. */
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

/** Returns the schemas of the known fields of an object; of any other value none. */
export function fieldsOf(schema: Schema<unknown> | undefined): ObjectSchema['fields'] {
  return schema?.type === 'object' ? schema.fields : {};
}
