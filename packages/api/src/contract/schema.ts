/** The kinds of schemas. */
export type SchemaType =
  | 'string'
  | 'number'
  | 'boolean'
  | 'count'
  | 'time'
  | 'words'
  | 'list'
  | 'map'
  | 'object'
  | 'unknown'
  | 'optional';

/** A schema of a wire shape, as plain data. */
export interface Schema<T> {
  /** What kind of value it asks for. */
  readonly type: SchemaType;
  /** Of a list or a map: what is in it. */
  readonly item?: Schema<unknown>;
  /** Of an object: its fields. It may have more. */
  readonly fields?: Readonly<Record<string, Schema<unknown>>>;
  /** Of one of a few words: which. */
  readonly words?: readonly string[];
  /** Of an optional field: what it is when it is there. */
  readonly wrapped?: Schema<unknown>;
  /** For the compiler only: what it describes. No schema has it. */
  readonly describes?: readonly [T];
}

/** The schema of a field that may be missing. */
export interface OptionalSchema<T> extends Schema<T> {
  /** It may be missing. */
  readonly type: 'optional';
}

/** One schema for every field of `T`; leaving one out, or giving one the wrong type, does not compile. */
export type Fields<T> = {
  readonly [Name in keyof T]-?: object extends Pick<T, Name> ? OptionalSchema<T[Name]> : Schema<T[Name]>;
};

/**
 * The schema of an interface that is written by hand, so that its documentation shows where it is used.
 * Unknown fields pass: the platform may know more than this version of the SDK.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function shape<T>(fields: Fields<T>): Schema<T> {
  return { type: 'object', fields };
}

/** Text. */
export const text: Schema<string> = { type: 'string' };
/** A number; JSON has none that is not finite. */
export const number: Schema<number> = { type: 'number' };
/** A time or a span of it in ms: neither negative nor infinite. */
export const time: Schema<number> = { type: 'time' };
/** How many: a whole number, not negative. */
export const count: Schema<number> = { type: 'count' };
/** `true` or `false`. */
export const boolean: Schema<boolean> = { type: 'boolean' };
/** Anything. */
export const anything: Schema<unknown> = { type: 'unknown' };
/** A list of texts. */
export const texts: Schema<string[]> = list(text);
/** An object of which nothing is known. */
export const record: Schema<Record<string, unknown>> = { type: 'map', item: anything };
/** An object whose values are texts. */
export const textRecord: Schema<Record<string, string>> = { type: 'map', item: text };

/**
 * A list.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function list<T>(item: Schema<T>): Schema<T[]> {
  return { type: 'list', item };
}

/**
 * A field that may be missing.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function optional<T>(wrapped: Schema<T>): OptionalSchema<T | undefined> {
  return { type: 'optional', wrapped };
}

/**
 * One of a few words.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function oneOf<const Word extends string>(...words: Word[]): Schema<Word> {
  return { type: 'words', words };
}
