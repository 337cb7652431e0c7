import type { FieldSchema } from '../contract/schema.ts';

/** A value of a schema, with every optional field. */
export function sample(schema: FieldSchema<unknown>, name = 'value'): unknown {
  switch (schema.type) {
    case 'string':
      return `${name} "ü" 1`;
    case 'number':
      return name.length;
    case 'integer':
    case 'time':
      return 7;
    case 'boolean':
      return true;
    case 'unknown':
      return { [name]: [1, 'two', null] };
    case 'enum':
      return schema.values[0];
    case 'array':
      return [sample(schema.items, name)];
    case 'record':
      return { KEY: sample(schema.items, name) };
    case 'optional':
      return sample(schema.inner, name);
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.fields).map(([key, entry]) => [key, sample(entry, key)]),
      );
  }
}
