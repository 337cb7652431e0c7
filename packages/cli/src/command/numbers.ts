import { UsageError } from '../errors/UsageError.ts';

/** Parses a whole number of the command line; returns `undefined` for `undefined`. */
export function wholeNumber(
  flag: string,
  typed: string | undefined,
  { min = 0, max = Number.MAX_SAFE_INTEGER } = {},
): number | undefined {
  if (typed === undefined) return undefined;
  const value = /^-?\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new UsageError(`${flag} takes a whole number ${range}, not ${JSON.stringify(typed)}`);
}

/** Parses a number of the command line, such as `100`, `-5` or `2.5`. */
export function decimalNumber(flag: string, typed: string): number {
  const value = /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new UsageError(`${flag} takes a number, not ${JSON.stringify(typed)}`);
}
