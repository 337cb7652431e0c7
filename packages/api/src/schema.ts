import * as v from 'valibot';

/** A schema of a wire shape. Every one also implements Standard Schema (https://standardschema.dev). */
export type Schema<T> = v.GenericSchema<T>;

/** One schema for every field of `T`; leaving one out, or giving one the wrong type, does not compile. */
type Fields<T> = { readonly [Name in keyof T]-?: Schema<T[Name]> };

/**
 * The schema of an interface that is written by hand, so that its documentation shows where it is used.
 * Unknown fields pass: the platform may know more than this version of the SDK.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function shape<T>(fields: Fields<T>): Schema<T> {
  return v.looseObject(fields as v.ObjectEntries) as unknown as Schema<T>;
}

/** Text. */
export const text: Schema<string> = v.string();
/** A number. That it is finite is seen to where JSON is. */
export const number: Schema<number> = v.number();
/** A time or a span of it in ms: neither negative nor infinite. */
export const time: Schema<number> = v.custom<number>(
  (value) => Number.isFinite(value) && Number(value) >= 0,
  '0 or more',
);
/** How many: a whole number, not negative. */
export const count: Schema<number> = v.custom<number>(
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  'a whole number, 0 or more',
);
/** `true` or `false`. */
export const boolean: Schema<boolean> = v.boolean();
/** Anything. */
export const anything: Schema<unknown> = v.unknown();
/** A list of texts. */
export const texts: Schema<string[]> = v.array(v.string());
/** An object of which nothing is known. */
export const record: Schema<Record<string, unknown>> = v.record(v.string(), v.unknown());
/** An object whose values are texts. */
export const textRecord: Schema<Record<string, string>> = v.record(v.string(), v.string());

/**
 * A list.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function list<T>(item: Schema<T>): Schema<T[]> {
  return v.array(item);
}

/**
 * A field that may be missing.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function optional<T>(schema: Schema<T>): Schema<T | undefined> {
  return v.optional(schema);
}

/**
 * One of a few words.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function oneOf<const Word extends string>(...words: Word[]): Schema<Word> {
  return v.picklist(words);
}
