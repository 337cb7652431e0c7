import type { Endpoint } from './contract/Endpoint.ts';

/**
 * Reads a JSON answer as tolerantly as older servers need: `null` for an empty list, times in ms. What is not even of
 * the right kind is refused; the transport makes the error.
 */
export function readOutput(endpoint: Endpoint, json: unknown): unknown {
  const expected = endpoint.output?.type;
  if (expected === 'array') {
    if (json === null) return [];
    if (!Array.isArray(json)) throw new TypeError('something that is not a list');
    return json.map(withTextTime);
  }
  if (expected === 'loose_object' && (typeof json !== 'object' || json === null || Array.isArray(json))) {
    throw new TypeError('something that is not an object');
  }
  return withTextTime(json);
}

/** `created_at` in ms becomes the ISO text that the types promise. */
function withTextTime(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { created_at: time } = value as { created_at?: unknown };
  return typeof time === 'number' && Number.isFinite(time)
    ? { ...value, created_at: new Date(time).toISOString() }
    : value;
}
