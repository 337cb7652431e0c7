import type { Schema } from '../contract/schema.ts';

/** A value of a schema, with every optional field. */
export function sample(schema: Schema<unknown>, name = 'value'): unknown {
  const { type, item, fields = {}, words = [], wrapped } = schema;
  switch (type) {
    case 'string':
      return `${name} "ü" 1`;
    case 'number':
      return name.length;
    case 'count':
    case 'time':
      return 7;
    case 'boolean':
      return true;
    case 'unknown':
      return { [name]: [1, 'two', null] };
    case 'words':
      return words[0];
    case 'list':
      return item ? [sample(item, name)] : [];
    case 'map':
      return item ? { KEY: sample(item, name) } : {};
    case 'optional':
      return wrapped && sample(wrapped, name);
    case 'object':
      return Object.fromEntries(Object.entries(fields).map(([key, entry]) => [key, sample(entry, key)]));
  }
}
