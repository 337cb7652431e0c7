import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { kindOf } from './kindOf.ts';
import type { Shape } from './Shape.ts';

/**
 * Refuses what JSON would change in silence: NaN and infinities (`null`), bytes, maps and promises (`{}`), functions
 * (left out); what it cannot carry at all; and lists in the place of objects, which to a schema are objects like any
 * other. `path` names the value in the error.
 */
export function assertJSON(
  path: string,
  value: unknown,
  shape?: Shape,
  around: readonly unknown[] = [],
): void {
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
  const known = shape?.wrapped ?? shape;
  if (kind === 'a list' && (known?.entries || known?.type === 'record'))
    refuse('must be an object, got a list');
  for (const [key, inner] of Object.entries(value)) {
    const within = known?.item ?? known?.value ?? known?.entries?.[key];
    assertJSON(`${path}.${key}`, inner, within, [...around, value]);
  }
}
