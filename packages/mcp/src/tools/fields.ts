import { z } from 'zod';
import type { JSONSchema } from '../operations/catalog.ts';

/** The office of a call. Servers for one office have no such argument. */
export const office = z.string().min(1).optional().describe('Office id or name');
/** The name of an agent. */
export const agent = z.string().min(1);
/** How long a call waits, in seconds. */
export const timeout = z.number().int().min(1).max(3_600).optional().describe('Default 50');

/** The default of {@link timeout}: many clients give up after 60 s. */
export const DEFAULT_TIMEOUT_S = 50;

/** The number of entries of a list. */
export function limit(otherwise: number, most: number) {
  return z.number().int().min(1).max(most).optional().describe(`Default ${otherwise}`);
}

const types = { s: 'string', n: 'number', b: 'boolean' } as const;

/**
 * Returns the schema of an object, without required fields: a newer platform may leave one out.
 *
 * @param fields - The type of each field: `s` for text, `n` for a number, `b` for a boolean, or a schema.
 */
export function fields(fields: Readonly<Record<string, keyof typeof types | JSONSchema>>): JSONSchema {
  const properties = Object.entries(fields).map(([name, type]) => [
    name,
    typeof type === 'string' ? { type: types[type] } : type,
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** Returns the schema of a list. */
export function list(items: JSONSchema): JSONSchema {
  return { type: 'array', items };
}
