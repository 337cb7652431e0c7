import { type FieldSchema, partSchema, requiredSchema } from '@mitosislabs/api/contract';

/** Returns the path of a field that the schema does not know, joined by dots; `undefined` if there is none. */
export function unknownField(field: FieldSchema<unknown>, value: unknown): string | undefined {
  const schema = requiredSchema(field);
  if (schema.type === 'unknown' || typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const known = partSchema(schema, key);
    const inside = known && unknownField(known, part);
    if (!known) return key;
    if (inside !== undefined) return `${key}.${inside}`;
  }
  return undefined;
}
