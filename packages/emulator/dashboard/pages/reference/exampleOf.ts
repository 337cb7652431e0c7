import { nameOf, type Operation, type Schema } from './openapi.ts';

/** Values that work on a fresh emulator, by the name of the field. */
const VALUES: Readonly<Record<string, unknown>> = {
  name: 'aria',
  agent: 'aria',
  agentName: 'aria',
  agent_name: 'aria',
  agent_id: 'aria',
  assigned_to: 'aria',
  to: 'aria',
  members: ['aria'],
  title: 'Audit Q1 revenue',
  content: 'Hello',
  message: 'Hello',
  command: 'ls',
  amount: 100,
  reason: 'A gift',
  permissions: ['read'],
};

/** Bodies whose schema does not say enough, by operation. */
const BODIES: Readonly<Record<string, unknown>> = {
  'employees.action': { action: 'ping' },
  'employees.lifecycle': { action: 'resume' },
  'extensions.marketplacePublish': { name: 'Calendar', description: 'Reads calendars' },
  'transfer.install': { transfer_id: 'the id from transfer.prepare', agent: 'aria' },
  'transfer.start': { transfer_id: 'the id from transfer.prepare' },
};

/** Creates an example of a request's body: its required fields, or the first field if it has no required ones. */
export function exampleOf(schemas: Readonly<Record<string, Schema>>, { name, body }: Operation): unknown {
  return BODIES[name] ?? exampleValue(schemas, body?.schema ?? {}, '', 4);
}

/** A schema may contain itself, so `depth` limits how deep it is followed. */
function exampleValue(
  schemas: Readonly<Record<string, Schema>>,
  schema: Schema,
  name: string,
  depth: number,
): unknown {
  const { $ref, type, items, enum: words, properties, required, minimum, description = '' } = schema;
  if (depth === 0) return {};
  if ($ref !== undefined) return exampleValue(schemas, schemas[nameOf($ref)] ?? {}, name, depth - 1);
  if (words) return words[0];
  if (Object.hasOwn(VALUES, name)) return VALUES[name];
  if (properties) {
    const names = required ?? Object.keys(properties).slice(0, 1);
    return Object.fromEntries(
      names.map((field) => [field, exampleValue(schemas, properties[field] ?? {}, field, depth - 1)]),
    );
  }
  const [kind] = [type ?? 'object'].flat();
  if (kind === 'array') return items ? [exampleValue(schemas, items, '', depth - 1)] : [];
  // Descriptions of a choice begin with its first value.
  if (kind === 'string') return /^`([\w.-]+)`/.exec(description)?.[1] ?? 'text';
  if (kind === 'integer' || kind === 'number') return minimum ?? 1;
  if (kind === 'boolean') return true;
  return {};
}
