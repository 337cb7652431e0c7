import { html } from 'hono/html';
import { openapi } from '../server/openapi.ts';
import { type Html, page } from './page.ts';

/** The parts of a JSON schema that are shown. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  description?: string;
}

interface Content {
  description?: string;
  content?: Record<string, { schema?: Schema }>;
}

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content & { $ref?: string }>;
}

interface Description {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Shows the OpenAPI description as a page: all operations by group, and all types. */
export function reference(): Promise<Response> {
  const { tags, paths, components } = JSON.parse(openapi()) as Description;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return page(
    { title: 'API reference' },
    html`<h1>API reference</h1>
<p>${operations.length} operations. The same for programs: <a href="/openapi.json">openapi.json</a></p>
<nav class="groups">${tags.map(({ name }) => html`<a href="#${name}">${name}</a> `)}<a href="#types">types</a></nav>
${tags.map(({ name }) => {
  const own = operations.filter(({ operation }) => operation.tags?.includes(name));
  return html`<section id="${name}"><h2>${name}</h2>${own.map(operationPart)}</section>`;
})}
<section id="types"><h2>Types</h2>${Object.entries(components.schemas).map(typePart)}</section>`,
  );
}

function operationPart({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): Html {
  const { operationId, summary = '', parameters = [], requestBody, responses } = operation;
  const body = shapesIn(requestBody);
  const failures = Object.keys(responses).filter((status) => status >= '300');
  return html`<details id="${operationId}"><summary><b class="${method}">${method}</b> <code>${path}</code>
<span>${summary}</span></summary>
<dl><dt>Operation</dt><dd><code>${operationId}</code></dd>
${parameters.map(
  ({ name, in: place, required, schema }) =>
    html`<dt><code>${name}</code></dt><dd>${place}${required ? '' : ', may be left out'}: ${typeOf(schema)}</dd>`,
)}
${body.map((shape) => html`<dt>Body</dt><dd>${shape}</dd>`)}
${Object.entries(responses)
  .filter(([status]) => status < '300')
  .map(([status, answer]) => html`<dt>${status}</dt><dd>${shapesIn(answer)}${answer.description}</dd>`)}
<dt>Errors</dt><dd>${failures.join(', ')}</dd></dl></details>`;
}

function typePart([name, schema]: [string, Schema]): Html {
  const fields = Object.entries(schema.properties ?? {});
  return html`<details id="type-${name}"><summary><code>${name}</code> <span>${schema.description ?? ''}</span></summary>
<dl>${fields.map(
    ([field, type]) =>
      html`<dt><code>${field}${schema.required?.includes(field) ? '' : '?'}</code></dt><dd>${typeOf(type)} ${type.description ?? ''}</dd>`,
  )}${fields.length === 0 ? html`<dt>Shape</dt><dd>${typeOf(schema)}</dd>` : ''}</dl></details>`;
}

function shapesIn(content: Content | undefined): Html[] {
  return Object.entries(content?.content ?? {}).map(
    ([type, { schema }]) => html`<code>${type}</code> ${typeOf(schema)} `,
  );
}

/** Describes a schema in a few words. Named types link to their descriptions. */
function typeOf(schema: Schema | undefined): Html {
  const { $ref, type, items, enum: words, additionalProperties: values } = schema ?? {};
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    return html`<a href="#type-${name}">${name}</a>`;
  }
  if (words) return html`${words.map((word) => JSON.stringify(word)).join(' | ')}`;
  if (items) return html`list of ${typeOf(items)}`;
  if (typeof values === 'object' && Object.keys(values).length > 0) return html`map of ${typeOf(values)}`;
  return html`${[type ?? 'anything'].flat().join(' | ')}`;
}
