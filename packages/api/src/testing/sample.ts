import type { Endpoint } from '../contract/Endpoint.ts';
import type { Shape } from '../Shape.ts';

/** A schema's shape, with what a sample needs beside. */
interface Inside extends Shape {
  readonly item?: Inside;
  readonly entries?: Readonly<Record<string, Inside>>;
  readonly value?: Inside;
  readonly wrapped?: Inside;
  readonly options?: readonly string[];
}

/** What a schema is made of. */
export function inside(schema: NonNullable<Endpoint['body']>): Inside {
  return schema as unknown as Inside;
}

/** A value of a schema, with every optional field. */
export function sample(schema: Inside, name = 'value'): unknown {
  switch (schema.type) {
    case 'string':
      return `${name} "ü" 1`;
    case 'number':
      return name.length;
    case 'boolean':
      return true;
    case 'unknown':
      return { [name]: [1, 'two', null] };
    case 'picklist':
      return schema.options?.[0];
    case 'array':
      return schema.item ? [sample(schema.item, name)] : [];
    case 'record':
      return schema.value ? { KEY: sample(schema.value, name) } : {};
    case 'optional':
      return schema.wrapped && sample(schema.wrapped, name);
    case 'loose_object':
      return Object.fromEntries(
        Object.entries(schema.entries ?? {}).map(([key, entry]) => [key, sample(entry, key)]),
      );
    // The checks of our own are of numbers.
    case 'custom':
      return 7;
    default:
      throw new Error(`No sample for a schema of type ${schema.type}.`);
  }
}
