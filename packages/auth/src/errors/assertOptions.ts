import { closest } from './closest.ts';
import { InvalidArgumentError } from './InvalidArgumentError.ts';
import { kindOf } from './kindOf.ts';

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
 * Refuses options that nothing reads, such as misspelt ones: they would be ignored in silence. An unknown name whose value
 * is `undefined` passes.
 *
 * @param argument - The name of the argument: `options`.
 * @param options - What the caller passed; `undefined` passes.
 * @param known - The names that are read.
 * @throws {@link InvalidArgumentError} for an unknown name, with the nearest known one in its hint, and for what is no object.
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
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    const meant = closest(name, names);
    throw new InvalidArgumentError(`${argument}.${name}`, 'is not an option', {
      hint: meant === undefined ? `The options are ${names.join(', ')}.` : `Did you mean ${meant}?`,
    });
  }
}
