import type { Endpoint, FieldSchema } from '@mitosislabs/api/contract';
import { UsageError } from '../errors/UsageError.ts';

/**
 * Refuses a field of `--json=fields` that the result of an operation does not have by the contract, as `gh` does. A field that only
 * a newer server sends looks the same as a misspelled one: `--jq` reads it.
 *
 * @param operation - Such as `tasks.list`.
 * @param fields - Paths of the fields.
 * @returns whether the contract describes all of them. It does not describe settings, for example.
 */
export async function requireFields(
  operation: string,
  fields: readonly (readonly string[])[],
): Promise<boolean> {
  const { contract, fieldsOf, partSchema, requiredSchema } = await import('@mitosislabs/api/contract');
  const [group = '', method = ''] = operation.split('.');
  const endpoints: Readonly<Record<string, Endpoint>> | undefined = Reflect.get(contract, group);
  const output = endpoints?.[method]?.output;
  const record = output && requiredSchema(output.type === 'array' ? output.items : output);
  let areKnown = true;
  for (const path of fields) {
    let schema: FieldSchema<unknown> | undefined = record;
    for (const [depth, name] of path.entries()) {
      const parent = schema && requiredSchema(schema);
      if (parent?.type !== 'object') {
        areKnown = false;
        break;
      }
      schema = partSchema(parent, name);
      if (schema) continue;
      throw new UsageError(`the result has no field ${JSON.stringify(path.slice(0, depth + 1).join('.'))}`, {
        hint: `It has ${Object.keys(fieldsOf(parent)).join(', ')}. --jq also reads fields that only a newer server sends.`,
      });
    }
  }
  return areKnown;
}
