import { kindOf } from '@mitosislabs/auth/errors';
import type { Endpoint } from '../contract/Endpoint.ts';
import { type ObjectSchema, requiredSchema, type Schema } from '../contract/schema.ts';

const MAX_TIME_MS = 8.64e15;

/**
 * Reads a JSON answer as tolerantly as older servers need: `null` for an empty list, times in ms. What is not even of
 * the right kind is refused; the transport makes the error.
 */
export function readOutput(endpoint: Endpoint, json: unknown): unknown {
  const value = endpoint.read ? endpoint.read(json) : json;
  return endpoint.output ? read(endpoint.output, value) : value;
}

function read(schema: Schema<unknown>, value: unknown): unknown {
  if (schema.type === 'array') {
    if (value === null) return [];
    if (!Array.isArray(value)) throw new TypeError(`${kindOf(value)} instead of a list`);
    const { items } = schema;
    return items.type === 'object' ? value.map((one) => read(items, one)) : value;
  }
  if (schema.type !== 'object' && schema.type !== 'record') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${kindOf(value)} instead of an object`);
  }
  return { ...value, ...(schema.type === 'object' && changes(schema, value as Record<string, unknown>)) };
}

/** The fields that have to be read in another way: lists, and `created_at` in ms, which becomes ISO text. */
function changes({ fields }: ObjectSchema, value: Readonly<Record<string, unknown>>): object {
  const changed: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(fields)) {
    const field = value[name];
    const required = requiredSchema(schema);
    if (required.type === 'array' && field !== undefined) changed[name] = read(required, field);
    if (name === 'created_at' && typeof field === 'number' && Math.abs(field) <= MAX_TIME_MS) {
      changed[name] = new Date(field).toISOString();
    }
  }
  return changed;
}
