import type { FieldSchema } from '@mitosislabs/api/contract';

/** Returns the smallest valid value: without optional fields. Each string is `none`, which names nothing that exists. */
export function bodyOf(schema: FieldSchema<unknown>): unknown {
  switch (schema.type) {
    case 'number':
    case 'integer':
    case 'time':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'enum':
      return schema.values[0];
    case 'object': {
      const required = Object.entries(schema.fields).filter(([, field]) => field.type !== 'optional');
      return Object.fromEntries(required.map(([name, field]) => [name, bodyOf(field)]));
    }
    case 'record':
    case 'unknown':
      return {};
    default:
      return 'none';
  }
}
