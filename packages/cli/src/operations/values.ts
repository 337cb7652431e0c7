import { decimalNumber, wholeNumber } from '../command/numbers.ts';
import { UsageError } from '../errors/UsageError.ts';
import type { Field } from './Description.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** The largest time that a `Date` can hold, in ms. */
const LATEST_MS = 8.64e15;

/** Converts the text of a flag or an argument to the value that its field takes. */
export function parseValue(field: Field, typed: string | readonly string[] | boolean): unknown {
  const name = nameOf(field);
  if (typeof typed === 'boolean') return typed;
  if (field.type === 'strings') return typed;
  if (field.type === 'pairs') return pairs(name, [typed].flat());
  const text = String(typed);
  switch (field.type) {
    case 'number':
      return decimalNumber(name, text);
    case 'integer':
      return wholeNumber(name, text);
    case 'date':
      return time(name, text);
    case 'duration':
      return duration(name, text);
    case 'enum':
      return choice(name, text, field.values ?? []);
    case 'json':
      return json(name, text);
    default:
      return text;
  }
}

/** Returns the name of a field for messages: `--title`, or `<title>`. */
export function nameOf({ flag, positional }: Field): string {
  return positional ? `<${flag}>` : `--${flag}`;
}

/**
 * Parses JSON of the command line.
 *
 * @throws {@link UsageError} that names its source, and the place of the mistake.
 */
export function json(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${(error as Error).message}`, {
      hint: `Quote it for the shell: '{"title":"Triage inbox"}'`,
    });
  }
}

/** Parses `KEY=VALUE` pairs. */
function pairs(name: string, typed: readonly string[]): Record<string, string> {
  const entries = typed.map((pair) => {
    const end = pair.indexOf('=');
    if (end < 1) throw new UsageError(`${name} takes KEY=VALUE, not ${JSON.stringify(pair)}`);
    return [pair.slice(0, end), pair.slice(end + 1)] as const;
  });
  const seen = new Set<string>();
  for (const [key] of entries) {
    if (seen.has(key)) throw new UsageError(`${name} has ${key} twice`);
    seen.add(key);
  }
  return Object.fromEntries(entries);
}

function choice(name: string, text: string, values: readonly string[]): string {
  if (values.includes(text)) return text;
  throw new UsageError(`${name} takes ${values.join(', ')}, not ${JSON.stringify(text)}`);
}

/** Parses a span of time: ms, or a number with a unit. */
export function duration(name: string, text: string): number {
  const [, number = '', unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text) ?? [];
  const value = Number(number) * (UNITS[unit] ?? 1);
  if (number !== '' && Number.isSafeInteger(Math.round(value))) return value;
  throw new UsageError(`${name} takes a duration such as 500ms, 30s or 5m, not ${JSON.stringify(text)}`);
}

/** Parses a point in time: ms since 1970, ISO 8601, or a span before now. */
function time(name: string, text: string): number {
  const value = /^\d+$/.test(text)
    ? Number(text)
    : /^\d+(\.\d+)?(s|m|h|d)$/.test(text)
      ? Date.now() - duration(name, text)
      : isoTime(text);
  if (value >= 0 && value <= LATEST_MS) return value;
  throw new UsageError(
    `${name} takes a time such as 2026-01-31T09:00Z, 2h (ago) or ms since 1970, not ${JSON.stringify(text)}`,
  );
}

function isoTime(text: string): number {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}
