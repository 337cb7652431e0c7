import { kindOf } from '@mitosislabs/auth/errors';

/** Returns environment variables as a map, also if an older server returns a list of {@link EnvVar}, or `null`. */
export function readEnv(json: unknown): unknown {
  if (json === null) return {};
  if (!Array.isArray(json)) return json;
  return Object.fromEntries(
    json.map((entry: unknown) => [keyOf(entry), (entry as { value?: unknown }).value ?? '']),
  );
}

function keyOf(entry: unknown): string {
  const key = (entry as { key?: unknown } | null)?.key;
  if (typeof key !== 'string') throw new TypeError(`a variable whose key is ${kindOf(key)}`);
  return key;
}
