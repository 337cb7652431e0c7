import type { IncomingMessage } from 'node:http';
import {
  type Endpoint,
  type FieldSchema,
  fieldsOf,
  firstIssue,
  type Issue,
  partSchema,
  requiredSchema,
  type Schema,
} from '@mitosislabs/api/contract';
import { BODY } from '../assumptions.ts';
import type { FileContent } from '../core/Handler.ts';
import { ApiError, badRequest } from '../errors.ts';
import type { RequestRecord } from './RequestRecords.ts';
import type { Route } from './routes.ts';

/** The greatest number of delimiters in a form. One file needs two. */
const MOST_PARTS = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Splits a request target into path and query. */
export function splitTarget(target = '/'): [string, string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

/** Reads the path parameters of a request. Each is exactly one segment of the raw path, decoded once. */
export function pathParameters(route: Route, rawPath: string): Record<string, string> {
  const segments = rawPath.split('/');
  const values: Record<string, string> = {};
  for (const [name, index] of route.parameters) {
    let value = '';
    try {
      value = decodeURIComponent(segments[index] ?? '');
    } catch {
      // Malformed: refused below, as an empty one.
    }
    if (['', '.', '..'].includes(value) || value.includes('\0')) {
      throw badRequest(`The segment for ${name} in the path is not a name.`);
    }
    values[name] = value;
  }
  return values;
}

/** The body of a request. */
export interface RequestBody {
  readonly body: unknown;
  /** They identify the body in a hash. */
  readonly parts: readonly (string | Uint8Array)[];
}

/** The body of a request to an operation without one. */
export const NO_BODY: RequestBody = { body: undefined, parts: [] };

/** Whether the contract describes a body. */
export function hasBody({ body, multipart }: Endpoint): boolean {
  return body !== undefined || multipart !== undefined;
}

/** Reads the body of a request as the contract describes it. `record` notes it. */
export async function readBody(
  endpoint: Endpoint,
  incoming: IncomingMessage,
  record?: RequestRecord,
): Promise<RequestBody> {
  if (endpoint.multipart !== undefined) {
    const file = await readFile(incoming, endpoint.multipart);
    record?.received(file);
    return { body: file, parts: [file.name, file.content] };
  }
  if (endpoint.body === undefined) return NO_BODY;
  requireType(incoming, 'application/json');
  const bytes = await readBytes(incoming, BODY.jsonBytes);
  record?.received(bytes);
  return { body: validBody(endpoint.body, parseJson(bytes)), parts: [bytes] };
}

/** Reads the one file in a multipart body (RFC 7578). */
async function readFile(incoming: IncomingMessage, field: string): Promise<FileContent> {
  requireType(incoming, 'multipart/form-data');
  const bytes = await readBytes(incoming, BODY.fileBytes);
  const headers = { 'Content-Type': incoming.headers['content-type'] ?? '' };
  refuseManyParts(bytes, headers['Content-Type']);
  let form: FormData;
  try {
    form = await new Response(bytes, { headers }).formData();
  } catch {
    throw badRequest('The body is not multipart/form-data.');
  }
  const files = form.getAll(field);
  const [file] = files;
  if (files.length !== 1 || file === undefined || typeof file === 'string') {
    throw badRequest(`The body must have one file, in the field ${field}.`);
  }
  return { name: fileName(file.name), content: new Uint8Array(await file.arrayBuffer()) };
}

/** Refuses a form of many parts: the runtime's parser would block for seconds. */
function refuseManyParts(bytes: Uint8Array, type: string): void {
  const [, quoted, plain = ''] = /;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(type) ?? [];
  const delimiter = `--${quoted ?? plain}`;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let parts = 0;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(`\r\n${delimiter}`, at + 1)) {
    if (++parts > MOST_PARTS) throw badRequest('The form has too many parts: it must have one file.');
  }
}

/** Decodes a file name in a form (HTML standard, 4.10.21.8). Node 18 does not. */
function fileName(written: string): string {
  return written.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}

/** Reads a body; 413 if it is longer than the limit, in bytes. */
export async function readBytes(incoming: IncomingMessage, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = Number(incoming.headers['content-length'] ?? 0);
  if (size <= limit) {
    size = 0;
    try {
      for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
        size += chunk.length;
        if (size > limit) break;
        chunks.push(chunk);
      }
    } catch {
      throw badRequest('The body broke off.');
    }
  }
  if (size <= limit) return new Uint8Array(Buffer.concat(chunks));
  // The rest is read and dropped, and the connection stays: a client that still sends would break off before it reads the response.
  incoming.resume();
  throw new ApiError(413, 'too_large', `The body is larger than ${limit} bytes.`);
}

function requireType(incoming: IncomingMessage, type: string): void {
  const given = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (given === type) return;
  throw new ApiError(
    415,
    'unsupported_media_type',
    `The body must be ${type}${given ? `, not ${given}` : ''}.`,
  );
}

/** Parses a JSON text (RFC 8259) in UTF-8; 400 for values that cannot be stored and returned unchanged. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw badRequest('The body is empty; it must be JSON.');
  // Before parsing: a value that is nested deeper than the stack cannot be serialized again.
  if (depthOf(bytes) > BODY.depth) throw badRequest(`The body is nested more than ${BODY.depth} deep.`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw badRequest('The body is not JSON in UTF-8.');
  }
  refuseUnstorable(value);
  return value;
}

/** Counts how deep arrays and objects are nested. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (inText && byte === BACKSLASH) index++;
    else if (byte === QUOTE) inText = !inText;
    else if (!inText && OPENING.has(byte)) deepest = Math.max(deepest, ++depth);
    else if (!inText && CLOSING.has(byte)) depth--;
  }
  return deepest;
}

/** Refuses what databases do not keep: U+0000 and half surrogate pairs in texts, numbers beyond the range of doubles. */
function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string' && (value.includes('\0') || /\p{Surrogate}/u.test(value))) {
    throw badRequest('The body has a text with U+0000 or with half of a surrogate pair.');
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw badRequest('The body has a number out of range.');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    refuseUnstorable(key);
    refuseUnstorable(item);
  }
}

/**
 * Checks a JSON body; 400 names the field. Drops fields that the contract does not know, so that no handler
 * stores or merges them.
 */
function validBody(schema: Schema<unknown>, value: unknown): unknown {
  const problem = describeIssue(schema, value, 'The body');
  if (problem !== undefined) throw badRequest(problem);
  return known(schema, value, []);
}

/** Keeps the parts of a valid value that its schema describes. */
function known(field: FieldSchema<unknown>, value: unknown, path: readonly string[]): unknown {
  const schema = requiredSchema(field);
  const { type } = schema;
  if (typeof value === 'number' && type !== 'unknown' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw badRequest(`${path.join('.')} must be from -(2^53 - 1) to 2^53 - 1.`);
  }
  if (Array.isArray(value)) {
    if (schema.type !== 'array') return value;
    return value.map((part, index) => known(schema.items, part, [...path, String(index)]));
  }
  if (typeof value !== 'object' || value === null || type === 'unknown') return value;
  const parts: [string, unknown][] = [];
  for (const [name, part] of Object.entries(value)) {
    const inner = partSchema(schema, name);
    if (inner) parts.push([name, known(inner, part, [...path, name])]);
  }
  // Not by assignment: a field named __proto__ is an ordinary field.
  return Object.fromEntries(parts);
}

/** Checks a query. Its values are text: numbers and booleans are parsed where the contract has them. */
export function validQuery(schema: Schema<unknown>, search: string): unknown {
  const query: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(query, name)) throw badRequest(`${name} is in the query twice.`);
    query[name] = value;
  }
  for (const [name, field] of Object.entries(fieldsOf(schema))) {
    const text = query[name];
    if (typeof text === 'string' && firstIssue(field, text)) query[name] = fromText(text);
  }
  return validBody(schema, query);
}

/** Describes how a value violates its schema, as a sentence; returns `undefined` if it does not. */
export function describeIssue(schema: Schema<unknown>, value: unknown, whole: string): string | undefined {
  const issue = firstIssue(schema, value);
  return issue && `${issue.path.join('.') || whole} must be ${expected(issue)}, got ${actual(issue)}.`;
}

/** The names of the types of values in JSON. */
const NAMES: Readonly<Partial<Record<Schema<unknown>['type'], string>>> = {
  array: 'Array',
  boolean: 'boolean',
  number: 'number',
  object: 'Object',
  record: 'Object',
  string: 'string',
};

function expected({ schema, value, expected }: Issue): string {
  if (Array.isArray(value) && NAMES[schema.type] === 'Object') return 'an object';
  return NAMES[schema.type] ?? expected;
}

/** Describes a value. Showing it is safe: the server runs on the sender's machine. */
function actual({ schema, value }: Issue): string {
  if (Array.isArray(value)) return NAMES[schema.type] === 'Object' ? 'a list' : 'Array';
  if (typeof value === 'object' && value !== null) return 'Object';
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function fromText(text: string): unknown {
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
