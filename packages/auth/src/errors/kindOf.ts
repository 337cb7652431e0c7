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
 * function assertText(name: string, value: unknown): void {
 *   if (typeof value !== 'string') throw new InvalidArgumentError(name, `must be text, got ${kindOf(value)}`);
 * }
 * ```
 */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return value === '' ? 'empty text' : 'text';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (typeof Reflect.get(value, 'then') === 'function') return 'a promise';
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag !== 'Object') return tag === 'Array' ? 'a list' : `a ${tag}`;
  const name: unknown = Reflect.get(Object(Reflect.get(value, 'constructor')), 'name');
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `a ${name}` : 'an object';
}
