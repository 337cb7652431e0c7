import {
  contract,
  type Endpoint,
  fieldsOf,
  isDestructive,
  requiredSchema,
  type Schema,
} from '@mitosislabs/api/contract';
import { closest } from '@mitosislabs/auth/errors';
import { UsageError } from '../errors/UsageError.ts';

/** Every operation of the contract. */
export const operations: readonly Endpoint[] = Object.values(contract).flatMap((group) =>
  Object.values<Endpoint>(group),
);

/**
 * Finds an operation by its name.
 *
 * @throws {@link UsageError} with the nearest name, if there is none.
 */
export function findOperation(name: string): Endpoint {
  const found = operations.find((endpoint) => endpoint.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const meant = closest(
    name,
    operations.map((endpoint) => endpoint.name),
  );
  throw new UsageError(`there is no operation ${name}`, {
    hint:
      meant === undefined ? '`mi api list` shows them.' : `Did you mean ${meant}? \`mi api list\` shows all.`,
  });
}

/** The names of the path parameters, in order. */
export function pathNames({ route }: Endpoint): string[] {
  return [...route.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** Describes an operation in text: its route, its input field by field, and its response. */
export function describeOperation(endpoint: Endpoint): string {
  const { name, route, dashboardPath, body, query, multipart, responseType, output, idempotency, access } =
    endpoint;
  const allowed = [
    access.open ? 'everyone' : 'the owner of the office',
    access.agents !== 'none' && !access.open && `agents (${access.agents})`,
    access.permission && `with the permission ${access.permission}`,
  ];
  const parts = [
    `${name}\n${route}`,
    dashboardPath && `With an API key: ${dashboardPath} of the dashboard.`,
    section(
      'path',
      pathNames(endpoint).map((one) => `${one}: string`),
    ),
    section('query', linesOf(query)),
    section('body', multipart ? [`${multipart}: a file, as multipart/form-data`] : linesOf(body)),
    section('response', output ? linesOf(output) : [responseType]),
    `idempotency: ${idempotency}${isDestructive(endpoint) ? ', destructive' : ''}\naccess: ${allowed.filter(Boolean).join(', ')}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function section(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${name}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** The fields of an object, a line each; any other value in one line. */
function linesOf(schema: Schema<unknown> | undefined): string[] {
  if (!schema) return [];
  if (schema.type === 'array' && schema.items.type === 'object') {
    return ['a list of:', ...linesOf(schema.items).map((line) => `  ${line}`)];
  }
  if (schema.type !== 'object') return [typeOf(schema)];
  return Object.entries(fieldsOf(schema)).map(
    ([name, field]) => `${name}${field.type === 'optional' ? '?' : ''}: ${typeOf(requiredSchema(field))}`,
  );
}

function typeOf(schema: Schema<unknown>): string {
  switch (schema.type) {
    case 'enum':
      return schema.values.join(' | ');
    case 'array':
      return `${typeOf(schema.items)}[]`;
    case 'record':
      return `{ [key]: ${typeOf(schema.items)} }`;
    case 'object':
      return `{ ${linesOf(schema).join(', ')} }`;
    case 'time':
      return 'number (ms)';
    default:
      return schema.type;
  }
}
