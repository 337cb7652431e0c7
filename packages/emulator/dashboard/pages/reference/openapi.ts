/** The parts of a JSON schema that the reference shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  minimum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  description?: string;
}

/** A parameter in the path or the query. */
export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required?: boolean;
  schema?: Schema;
  description?: string;
}

interface Content {
  description?: string;
  content?: Record<string, { schema?: Schema }>;
}

interface DescribedOperation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: Content & { required?: boolean };
  responses: Record<string, Content & { $ref?: string }>;
  servers?: { url: string; description?: string }[];
}

/** `openapi.json`, as far as the reference reads it. */
export interface Description {
  tags: { name: string }[];
  servers: { url: string; description?: string }[];
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, Schema> };
}

/** An operation of the platform. */
export interface Operation {
  /** Its name in the contract: `tasks.create`. */
  name: string;
  /** Its group: `tasks`. */
  group: string;
  method: string;
  /** The path with its parameters in braces. */
  path: string;
  summary: string;
  host: 'office-manager' | 'dashboard';
  parameters: Parameter[];
  /** The media type and the schema of the request's body. */
  body?: { type: string; schema: Schema };
  /** The media type and the schema of a successful response. */
  response?: { type: string; schema: Schema };
  /** The statuses of failures. */
  failures: string[];
}

/** Lists all operations of a description, by group. */
export function operationsOf({ paths, tags, servers }: Description): Operation[] {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const { operationId, summary = '', parameters = [], requestBody, responses } = described;
      const server = (described.servers ?? servers)[0]?.description;
      const body = contentOf(requestBody);
      const response = contentOf(Object.entries(responses).find(([status]) => status < '300')?.[1]);
      return {
        name: operationId,
        group: described.tags?.[0] ?? 'others',
        method: method.toUpperCase(),
        path,
        summary,
        host: server === 'dashboard' ? 'dashboard' : 'office-manager',
        parameters,
        ...(body && { body }),
        ...(response && { response }),
        failures: Object.keys(responses).filter((status) => status >= '300'),
      };
    }),
  );
  const order = new Map(tags.map(({ name }, index) => [name, index]));
  return operations.sort((a, b) => (order.get(a.group) ?? 99) - (order.get(b.group) ?? 99));
}

function contentOf(content: Content | undefined): { type: string; schema: Schema } | undefined {
  const [first] = Object.entries(content?.content ?? {});
  return first && { type: first[0], schema: first[1].schema ?? {} };
}

/** The name of the schema that a reference leads to. */
export function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** Describes a schema in a few words: `Task[]`, `"a" | "b"`, `string`. */
export function typeOf(schema: Schema | undefined): string {
  const { $ref, type, items, enum: words, additionalProperties: values } = schema ?? {};
  if ($ref !== undefined) return nameOf($ref);
  if (words) return words.map((word) => JSON.stringify(word)).join(' | ');
  if (items) return items.enum ? `(${typeOf(items)})[]` : `${typeOf(items)}[]`;
  if (typeof values === 'object' && Object.keys(values).length > 0) return `map of ${typeOf(values)}`;
  return [type ?? 'anything'].flat().join(' | ');
}
