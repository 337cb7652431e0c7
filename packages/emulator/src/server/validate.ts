import { type Endpoint, firstIssue, type Issue } from '@mitosislabs/api/contract';
import { badRequest } from '../ApiError.ts';

type AnySchema = NonNullable<Endpoint['body']>;

/**
 * Checks a JSON body; 400 names the field. Drops fields that the contract does not know, so that no handler
 * stores or merges them.
 */
export function validBody(schema: AnySchema, value: unknown): unknown {
  const problem = departure(schema, value, 'The body');
  if (problem !== undefined) throw badRequest(problem);
  return known(schema, value, []);
}

/** The part of a valid value that its schema describes. */
function known(schema: AnySchema, value: unknown, path: readonly string[]): unknown {
  const { type, item, fields } = schema.wrapped ?? schema;
  if (typeof value === 'number' && type !== 'unknown' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw badRequest(`${path.join('.')} must be from -(2^53 - 1) to 2^53 - 1.`);
  }
  if (Array.isArray(value)) {
    return item ? value.map((part, index) => known(item, part, [...path, String(index)])) : value;
  }
  if (typeof value !== 'object' || value === null || type === 'unknown') return value;
  const parts = Object.entries(value).flatMap(([name, part]) => {
    const inner = item ?? (fields && Object.hasOwn(fields, name) ? fields[name] : undefined);
    return inner ? [[name, known(inner, part, [...path, name])]] : [];
  });
  return Object.fromEntries(parts);
}

/** Checks a query. On the wire all is text: numbers and truth values are read where the contract wants them. */
export function validQuery(schema: AnySchema, search: string): unknown {
  const query: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(query, name)) throw badRequest(`${name} stands in the query twice.`);
    query[name] = value;
  }
  for (const [name, field] of Object.entries(schema.fields ?? {})) {
    const text = query[name];
    if (typeof text === 'string' && firstIssue(field, text)) query[name] = fromText(text);
  }
  return validBody(schema, query);
}

/** Where a value departs from its schema and how, as a sentence; nothing when it does not. */
export function departure(schema: AnySchema, value: unknown, whole: string): string | undefined {
  const issue = firstIssue(schema, value);
  return issue && `${issue.path.join('.') || whole} must be ${wanted(issue)}, got ${given(issue)}.`;
}

/** What JSON calls the kinds of values. */
const NAMES: Readonly<Partial<Record<AnySchema['type'], string>>> = {
  boolean: 'boolean',
  list: 'Array',
  map: 'Object',
  number: 'number',
  object: 'Object',
  string: 'string',
};

function wanted({ schema, value, expected }: Issue): string {
  if (Array.isArray(value) && NAMES[schema.type] === 'Object') return 'an object';
  return NAMES[schema.type] ?? expected;
}

/** What is there: that it is shown helps more than it harms, on the sender's own machine. */
function given({ schema, value }: Issue): string {
  if (Array.isArray(value)) return NAMES[schema.type] === 'Object' ? 'a list' : 'Array';
  if (typeof value === 'object' && value !== null) return 'Object';
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function fromText(text: string): unknown {
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
