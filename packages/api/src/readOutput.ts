import type { Endpoint } from './contract/Endpoint.ts';
import { kindOf } from './kindOf.ts';
import type { Shape } from './Shape.ts';

const MAX_TIME_MS = 8.64e15;

/**
 * Reads a JSON answer as tolerantly as older servers need: `null` for an empty list, times in ms. What is not even of
 * the right kind is refused; the transport makes the error.
 */
export function readOutput(endpoint: Endpoint, json: unknown): unknown {
  const value = endpoint.read ? endpoint.read(json) : json;
  return endpoint.output ? read(endpoint.output as Shape, value) : value;
}

function read(shape: Shape, value: unknown): unknown {
  if (shape.type === 'array') {
    if (value === null) return [];
    if (!Array.isArray(value)) throw new TypeError(`${kindOf(value)} instead of a list`);
    return shape.item?.entries ? value.map((item) => read(shape.item as Shape, item)) : value;
  }
  if (shape.type !== 'loose_object' && shape.type !== 'record') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${kindOf(value)} instead of an object`);
  }
  return { ...value, ...changes(shape.entries ?? {}, value as Record<string, unknown>) };
}

/** The fields that have to be read in another way: lists, and `created_at` in ms, which becomes ISO text. */
function changes(entries: NonNullable<Shape['entries']>, value: Readonly<Record<string, unknown>>): object {
  const changed: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const field = value[name];
    const shape = entry.wrapped ?? entry;
    if (shape.type === 'array' && field !== undefined) changed[name] = read(shape, field);
    if (name === 'created_at' && typeof field === 'number' && Math.abs(field) <= MAX_TIME_MS) {
      changed[name] = new Date(field).toISOString();
    }
  }
  return changed;
}
