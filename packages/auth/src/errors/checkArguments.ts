// Checks of arguments, and the wording of their errors.
import { LONGEST_TIMER_MS } from '../async.ts';
import { closest, nearest } from './closest.ts';
import { InvalidArgumentError } from './InvalidArgumentError.ts';

/**
 * The names of the options of `T`, as a table. A missing or an extra name does not compile, so that the table and the
 * interface stay the same.
 *
 * @example
 * ```ts
 * import type { OptionNames } from '@mitosislabs/auth/errors';
 *
 * interface PrintOptions {
 *   copies?: number;
 * }
 * const printOptions: OptionNames<PrintOptions> = { copies: true };
 * ```
 */
export type OptionNames<T> = { readonly [Name in keyof T]-?: true };

/**
 * Refuses unknown options, such as misspelt ones, which would otherwise be ignored in silence. An unknown name whose
 * value is `undefined` passes.
 *
 * @param argument - The name of the argument: `options`.
 * @param options - What the caller passed; `undefined` passes.
 * @param known - The names that are read.
 * @throws {@link InvalidArgumentError} for an unknown name, with the nearest known one in its hint, and for a value
 * that is not an object.
 *
 * @example
 * ```ts
 * import { assertOptions } from '@mitosislabs/auth/errors';
 *
 * function print(options: { copies?: number }): void {
 *   assertOptions('options', options, { copies: true });
 * }
 * ```
 */
export function assertOptions(argument: string, options: unknown, known: OptionNames<object>): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidArgumentError(argument, `must be an object, got ${kindOf(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name) || Reflect.get(options, name) === undefined) continue;
    const names = Object.keys(known);
    const meant = closest(name, names);
    throw new InvalidArgumentError(`${argument}.${name}`, 'is not an option', {
      hint: meant ? `Did you mean \`${meant}\`?` : optionsHint(argument, name, names),
    });
  }
}

/** Names the five nearest options, and where the others are. */
function optionsHint(argument: string, name: string, names: readonly string[]): string {
  const some = nearest(name, names, 5);
  const quoted = `\`${some.join('`, `')}\``;
  if (some.length === names.length) return `The options are ${quoted}.`;
  return `Among the ${names.length} options are ${quoted}. The type of \`${argument}\` lists all.`;
}

/**
 * Refuses anything but text that is not empty.
 *
 * @param argument - The name of the argument.
 * @param value - Its value.
 * @returns the text.
 * @throws {@link InvalidArgumentError} for any other value.
 *
 * @example
 * ```ts
 * import { assertText } from '@mitosislabs/auth/errors';
 *
 * const open = (officeId: string): string => `/offices/${assertText('officeId', officeId)}`;
 * ```
 */
export function assertText(argument: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new InvalidArgumentError(argument, 'must be text, and not empty');
}

/**
 * Refuses a time that no timer can wait: a longer one would fire at once.
 *
 * @param argument - The name of the argument.
 * @param ms - The time, in ms.
 * @param least - The shortest time, in ms.
 * @throws {@link InvalidArgumentError} for a time outside of `least` to 2,147,483,647 ms, and for no number.
 *
 * @example
 * ```ts
 * import { assertDuration } from '@mitosislabs/auth/errors';
 *
 * function wait(waitMs: number): void {
 *   assertDuration('waitMs', waitMs, 0);
 * }
 * ```
 */
export function assertDuration(argument: string, ms: unknown, least: number): void {
  if (typeof ms === 'number' && ms >= least && ms <= LONGEST_TIMER_MS) return;
  throw new InvalidArgumentError(argument, `must be a number of ms, from ${least} to ${LONGEST_TIMER_MS}`);
}

/**
 * Refuses anything but a whole number, 1 or more.
 *
 * @param argument - The name of the argument.
 * @param count - Its value.
 * @throws {@link InvalidArgumentError} for any other value.
 *
 * @example
 * ```ts
 * import { assertCount } from '@mitosislabs/auth/errors';
 *
 * function read(limit: number): void {
 *   assertCount('limit', limit);
 * }
 * ```
 */
export function assertCount(argument: string, count: unknown): void {
  if (Number.isSafeInteger(count) && (count as number) > 0) return;
  throw new InvalidArgumentError(argument, 'must be a whole number, 1 or more');
}

/**
 * Names the type of a value for an error message, without revealing its content.
 *
 * @param value - Any value.
 * @returns words such as `nothing`, `null`, `text`, `empty text`, `NaN`, `a number`, `a list`, `an object`, `a Map`.
 *
 * @example
 * ```ts
 * import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
 *
 * function checkTitle(name: string, value: unknown): void {
 *   if (typeof value !== 'string') throw new InvalidArgumentError(name, `must be text, got ${kindOf(value)}`);
 * }
 * ```
 */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  if (typeof value === 'string') return value === '' ? 'empty text' : 'text';
  if (typeof value !== 'object') return withArticle(typeof value);
  if (typeof Reflect.get(value, 'then') === 'function') return 'a promise';
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag !== 'Object') return tag === 'Array' ? 'a list' : withArticle(tag);
  const name: unknown = Reflect.get(Object(Reflect.get(value, 'constructor')), 'name');
  return typeof name === 'string' && name !== '' && name !== 'Object' ? withArticle(name) : 'an object';
}

function withArticle(noun: string): string {
  // Not before U: a Uint8Array, a URL.
  return `${/^[AEIO]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
