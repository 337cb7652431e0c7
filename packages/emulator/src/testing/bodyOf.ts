import type { Schema } from '@mitosislabs/api/contract';

/** The least that a schema asks for: what may be missing is. Texts are `none`, the name of nobody and nothing. */
export function bodyOf(schema: Schema<unknown>): unknown {
  const { type, fields = {}, words = [] } = schema;
  switch (type) {
    case 'number':
    case 'count':
    case 'time':
      return 1;
    case 'boolean':
      return true;
    case 'list':
      return [];
    case 'words':
      return words[0];
    case 'object': {
      const asked = Object.entries(fields).filter(([, field]) => field.type !== 'optional');
      return Object.fromEntries(asked.map(([name, field]) => [name, bodyOf(field)]));
    }
    case 'map':
    case 'unknown':
      return {};
    default:
      return 'none';
  }
}
