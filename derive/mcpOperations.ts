type Json = Record<string, unknown>;

/** Content types that are not JSON: a tool cannot have them as input or output. */
const NOT_JSON = /octet-stream|event-stream|form-data/;

/**
 * Derives the operations as tools of MCP from the OpenAPI description: the summary, and the JSON Schemas of input and
 * output without references.
 *
 * @param description - The OpenAPI description.
 */
export function mcpOperations(description: Json): Json {
  const schemas = Reflect.get(Object(description['components']), 'schemas') as Json;
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...others } = value as Json;
    if (typeof $ref === 'string') return inline(schemas[$ref.replace(/^.*\//, '')]);
    return Object.fromEntries(Object.entries(others).map(([key, part]) => [key, inline(part)]));
  };
  const found: Json = {};
  for (const path of Object.values(description['paths'] as Record<string, Json>)) {
    for (const operation of Object.values(path as Record<string, Operation>)) {
      const output = contentOf(operation.responses['200']);
      const types = [output, contentOf(operation.requestBody)].flatMap((content) => Object.keys(content));
      // The dashboard's twin is the same operation.
      if (types.some((type) => NOT_JSON.test(type)) || operation.operationId.endsWith('.dashboard')) continue;
      const [schema] = Object.values(output).map((one) => inline(one.schema));
      found[operation.operationId] = {
        summary: operation.summary,
        input: inline(inputOf(operation)),
        ...(schema !== undefined && { output: schema }),
      };
    }
  }
  return found;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { name: string; in: string; schema: Json }[];
  readonly requestBody?: { content: Content };
  readonly responses: Readonly<Record<string, { content?: Content }>>;
}
type Content = Readonly<Record<string, { schema: Json }>>;

function contentOf(part: { content?: Content } | undefined): Content {
  return part?.content ?? {};
}

/** The input of `OperationAPI`: path parameters by name, `body` and `query`. */
function inputOf({ parameters = [], requestBody }: Operation): Json {
  const named = (where: string) =>
    Object.fromEntries(
      parameters.filter((one) => one.in === where).map(({ name, schema }) => [name, schema]),
    );
  const path = named('path');
  const query = named('query');
  const [body] = Object.values(contentOf(requestBody)).map(({ schema }) => schema);
  return {
    type: 'object',
    properties: {
      ...path,
      ...(body && { body }),
      ...(Object.keys(query).length > 0 && {
        query: { type: 'object', properties: query, additionalProperties: false },
      }),
    },
    required: [...Object.keys(path), ...(body ? ['body'] : [])],
    additionalProperties: false,
  };
}
