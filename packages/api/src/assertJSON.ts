import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { kindOf } from './kindOf.ts';

/**
 * Refuses what JSON would change in silence: NaN and infinities (`null`), bytes, maps and promises (`{}`), functions
 * (left out), and what it cannot carry at all. `path` names the value in the error.
 */
export function assertJSON(path: string, value: unknown, around: readonly unknown[] = []): void {
  const refuse = (problem: string): never => {
    throw new InvalidArgumentError(path, problem);
  };
  if (typeof value === 'number' && !Number.isFinite(value)) {
    refuse(`must be a finite number, got ${kindOf(value)}`);
  }
  if (['bigint', 'function', 'symbol'].includes(typeof value))
    refuse(`cannot be JSON: it is ${kindOf(value)}`);
  if (typeof value !== 'object' || value === null) return;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return;
  if (around.includes(value)) refuse('cannot be JSON: it contains itself');
  const kind = kindOf(value);
  if (kind !== 'a list' && kind !== 'an object') refuse(`cannot be JSON: it is ${kind}`);
  for (const [key, inner] of Object.entries(value)) assertJSON(`${path}.${key}`, inner, [...around, value]);
}
