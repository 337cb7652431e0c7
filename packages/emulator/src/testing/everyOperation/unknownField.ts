import type { Schema } from '@mitosislabs/api/contract';

/** Where an answer has a field that its schema does not know, dots between; nothing when it has none. */
export function unknownField(schema: Schema<unknown>, value: unknown): string | undefined {
  const { type, item, fields = {} } = schema.wrapped ?? schema;
  if (type === 'unknown' || typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const known = item ?? (Object.hasOwn(fields, key) ? fields[key] : undefined);
    const inside = known && unknownField(known, part);
    if (!known) return key;
    if (inside !== undefined) return `${key}.${inside}`;
  }
  return undefined;
}
