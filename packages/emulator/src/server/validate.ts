import type { Endpoint } from '@mitosislabs/api/contract';
import * as v from 'valibot';
import { badRequest } from '../platform/ApiError.ts';

type AnySchema = NonNullable<Endpoint['body']>;

/** Checks a JSON body; 400 names the field. */
export function validBody(schema: AnySchema, value: unknown): unknown {
  const problem = departure(schema, value, 'The body');
  if (problem !== undefined) throw badRequest(problem);
  return value;
}

/** Checks a query. On the wire all is text: numbers and truth values are read where the contract wants them. */
export function validQuery(schema: AnySchema, search: string): unknown {
  const query: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(query, name)) throw badRequest(`${name} stands in the query twice.`);
    query[name] = value;
  }
  const asText = v.safeParse(schema, query);
  if (asText.success) return asText.output;
  for (const { path } of asText.issues) {
    const name = String(path?.[0]?.key);
    query[name] = fromText(String(query[name]));
  }
  return validBody(schema, query);
}

/** Where a value departs from its schema and how, as a sentence; nothing when it does not. */
export function departure(schema: AnySchema, value: unknown, whole: string): string | undefined {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
    // A check of the contract's own says what it wants as its message.
    const wanted = issue.type === 'custom' ? issue.message : issue.expected;
    return `${path || whole} must be ${wanted}, got ${issue.received}.`;
  }
  const list = listForObject(schema, value, []);
  return list && `${list.join('.') || whole} must be an object, got a list.`;
}

/** Where a list stands in place of an object: valibot lets that pass. */
function listForObject(schema: Walked, value: unknown, path: string[]): string[] | undefined {
  const { wrapped, entries, item, type } = schema;
  if (value === undefined) return undefined;
  if (wrapped) return listForObject(wrapped, value, path);
  const isList = Array.isArray(value);
  if (isList && (type === 'loose_object' || type === 'record')) return path;
  const parts = isList
    ? value.map((part, index) => [String(index), item, part] as const)
    : fields(entries, value);
  for (const [name, inner, part] of parts) {
    const found = inner && listForObject(inner, part, [...path, name]);
    if (found) return found;
  }
  return undefined;
}

function fields(entries: Walked['entries'] = {}, value: unknown): (readonly [string, Walked, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(entries).map(([name, schema]) => [name, schema, Reflect.get(value, name)] as const);
}

/** What is looked at of a schema when a value is walked; valibot's carry it, by these names. */
interface Walked {
  readonly type: string;
  readonly item?: Walked;
  readonly entries?: Readonly<Record<string, Walked>>;
  readonly wrapped?: Walked;
}

function fromText(text: string): unknown {
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
