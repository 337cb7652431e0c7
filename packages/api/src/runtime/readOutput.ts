import { kindOf } from '@mitosislabs/auth/errors';
import type { Endpoint } from '../contract/Endpoint.ts';
import type { Schema } from '../contract/schema.ts';

const MAX_TIME_MS = 8.64e15;

/**
 * Reads a JSON answer as tolerantly as older servers need: `null` for an empty list, times in ms. What is not even of
 * the right kind is refused; the transport makes the error.
 */
export function readOutput(endpoint: Endpoint, json: unknown): unknown {
  const value = endpoint.read ? endpoint.read(json) : json;
  return endpoint.output ? read(endpoint.output, value) : value;
}

function read({ type, item, fields = {} }: Schema<unknown>, value: unknown): unknown {
  if (type === 'list') {
    if (value === null) return [];
    if (!Array.isArray(value)) throw new TypeError(`${kindOf(value)} instead of a list`);
    return item?.fields ? value.map((one) => read(item, one)) : value;
  }
  if (type !== 'object' && type !== 'map') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${kindOf(value)} instead of an object`);
  }
  return { ...value, ...changes(fields, value as Record<string, unknown>) };
}

/** The fields that have to be read in another way: lists, and `created_at` in ms, which becomes ISO text. */
function changes(
  fields: NonNullable<Schema<unknown>['fields']>,
  value: Readonly<Record<string, unknown>>,
): object {
  const changed: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(fields)) {
    const field = value[name];
    const wanted = schema.wrapped ?? schema;
    if (wanted.type === 'list' && field !== undefined) changed[name] = read(wanted, field);
    if (name === 'created_at' && typeof field === 'number' && Math.abs(field) <= MAX_TIME_MS) {
      changed[name] = new Date(field).toISOString();
    }
  }
  return changed;
}
