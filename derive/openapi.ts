import {
  contract,
  type Endpoint,
  type FieldSchema,
  requiredSchema,
  type Schema,
} from '@mitosislabs/api/contract';
import type { TypeDoc } from './readSources.ts';
import type { GroupDoc } from './reference.ts';

type Json = Record<string, unknown>;
/** The names of schemas. */
type Names = ReadonlyMap<Schema<unknown>, string>;

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'The request is invalid.',
  401: 'The credentials are missing or invalid.',
  402: 'The office is out of credits.',
  403: 'The caller may not do this, such as in the office of another user.',
  404: 'Not found.',
  409: 'The name is taken.',
  429: 'Too many requests; `Retry-After` says how long to wait.',
};

/** The OpenAPI 3.1 description of the whole contract. */
export function openapi(
  schemas: ReadonlyMap<string, Schema<unknown>>,
  types: ReadonlyMap<string, TypeDoc>,
  groups: readonly GroupDoc[],
): Json {
  const summaries = new Map(
    groups.flatMap(({ name, doc }) =>
      doc.methods.map((method) => [`${name}.${method.name}`, firstSentence(method.text)]),
    ),
  );
  const names: Names = new Map([...schemas].map(([name, schema]) => [schema, name]));
  const paths: Record<string, Json> = {};
  for (const [group, endpoints] of Object.entries(contract)) {
    for (const endpoint of Object.values<Endpoint>(endpoints)) {
      const [method = '', path = ''] = endpoint.route.split(' ');
      paths[path] = { ...paths[path], [method.toLowerCase()]: operation(group, endpoint, names, summaries) };
      if (endpoint.dashboardPath === undefined) continue;
      const twin = {
        ...operation(group, endpoint, names, summaries),
        operationId: `${endpoint.name}.dashboard`,
        security: [{ apiKey: [] }],
        servers: [DASHBOARD],
      };
      paths[endpoint.dashboardPath] = { ...paths[endpoint.dashboardPath], [method.toLowerCase()]: twin };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mitosis',
      version: '1',
      summary: 'Persistent AI agents that remember, replicate, and coordinate.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'https://m.mitosislabs.ai', description: 'office-manager' }],
    security: [{ apiKey: [] }, { agentId: [], agentTimestamp: [], agentSignature: [] }],
    tags: Object.keys(contract).map((name) => ({ name })),
    paths,
    components: {
      responses: failures(),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'A personal API key, `mi_…`.' },
        agentId: { type: 'apiKey', in: 'header', name: 'X-Agent-Id', description: 'The agent’s name.' },
        agentTimestamp: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Timestamp',
          description: 'Seconds since 1970; 60 s either way.',
        },
        agentSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Signature',
          description:
            'ECDSA secp256k1/SHA-256 over `{timestamp}\\n{METHOD}\\n{path_with_query}`, 64-byte compact hex.',
        },
      },
      schemas: Object.fromEntries(
        [...schemas].map(([name, schema]) => [name, component(name, schema, names, types)]),
      ),
    },
  };
}

const DASHBOARD = { url: 'https://mitosislabs.ai', description: 'dashboard' };

function operation(
  group: string,
  endpoint: Endpoint,
  names: Names,
  summaries: ReadonlyMap<string, string>,
): Json {
  const failures = [400, 401, 403, 404, ...(endpoint.errors ?? [])].sort((a, b) => a - b);
  const statuses = Object.fromEntries(
    failures.map((status) => [status, { $ref: `#/components/responses/${status}` }]),
  );
  return {
    operationId: endpoint.name,
    summary: summaryOf(endpoint, summaries),
    tags: [group],
    ...(parameters(endpoint, names).length > 0 && { parameters: parameters(endpoint, names) }),
    ...(endpoint.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: reference(endpoint.body, names) } },
      },
    }),
    ...(endpoint.multipart !== undefined && {
      requestBody: {
        required: true,
        content: { 'multipart/form-data': { schema: fileForm(endpoint.multipart) } },
      },
    }),
    responses: { 200: { description: 'Success.', ...content(endpoint, names) }, ...statuses },
    'x-idempotency': endpoint.idempotency,
  };
}

function parameters(endpoint: Endpoint, names: Names): Json[] {
  const inPath = [...endpoint.route.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: {
      type: 'string',
      ...(endpoint.reserved?.[name ?? ''] && { not: { enum: endpoint.reserved[name ?? ''] } }),
    },
  }));
  const { properties = {} } = endpoint.query
    ? (inline(endpoint.query, names) as { properties?: Record<string, Json> })
    : {};
  return [...inPath, ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }))];
}

function content(endpoint: Endpoint, names: Names): Json {
  switch (endpoint.responseType) {
    case 'json':
      return {
        content: { 'application/json': { schema: endpoint.output ? reference(endpoint.output, names) : {} } },
      };
    case 'text':
      return { content: { 'text/plain': { schema: { type: 'string' } } } };
    case 'bytes':
      return { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };
    case 'stream':
      return { content: { 'text/event-stream': { schema: { type: 'string' } } } };
    default:
      return {};
  }
}

/** The responses of failures, by status. All have one shape. */
function failures(): Json {
  const schema = {
    type: 'object',
    properties: { error: { type: 'string' }, code: { type: 'string' } },
    required: ['error'],
  };
  const content = { 'application/json': { schema } };
  return Object.fromEntries(
    Object.entries(STATUS_TEXT).map(([status, description]) => [status, { description, content }]),
  );
}

function fileForm(field: string): Json {
  return { type: 'object', properties: { [field]: { type: 'string', format: 'binary' } }, required: [field] };
}

function component(
  name: string,
  schema: Schema<unknown>,
  names: Names,
  types: ReadonlyMap<string, TypeDoc>,
): Json {
  const doc = types.get(name);
  const json = inline(schema, names) as { properties?: Record<string, Json> };
  for (const { name: field, text } of doc?.fields ?? []) {
    const property = json.properties?.[field];
    if (property && text) property['description'] = text;
  }
  return { ...(doc?.text && { description: doc.text }), ...json };
}

/** A reference to a named schema; any other one in place. */
function reference(schema: FieldSchema<unknown>, names: Names): Json {
  const required = requiredSchema(schema);
  const name = names.get(required);
  return name === undefined ? inline(required, names) : { $ref: `#/components/schemas/${name}` };
}

/** A schema as JSON Schema, with references to the named schemas within it. */
function inline(schema: Schema<unknown>, names: Names): Json {
  switch (schema.type) {
    case 'unknown':
      return {};
    case 'integer':
      return { type: 'integer', minimum: 0 };
    case 'time':
      return { type: 'number', minimum: 0 };
    case 'enum':
      return { enum: schema.values, type: 'string' };
    case 'array':
      return { type: 'array', items: reference(schema.items, names) };
    case 'record':
      return {
        type: 'object',
        propertyNames: { type: 'string' },
        additionalProperties: reference(schema.items, names),
      };
    case 'object': {
      const fields = Object.entries(schema.fields);
      return {
        type: 'object',
        properties: Object.fromEntries(fields.map(([name, field]) => [name, reference(field, names)])),
        required: fields.filter(([, { type }]) => type !== 'optional').map(([name]) => name),
      };
    }
    default:
      return { type: schema.type };
  }
}

function firstSentence(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replace(/(?<=[.!?]) .*$/, '');
}

function summaryOf({ name }: Endpoint, summaries: ReadonlyMap<string, string>): string {
  const summary = name === 'client.health' ? 'Tells whether the office-manager is up.' : summaries.get(name);
  if (!summary) throw new Error(`nothing documents ${name}`);
  return summary;
}
