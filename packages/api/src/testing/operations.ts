import type { TransportLike } from '@mitosislabs/transport';
import type { Endpoint } from '../contract/Endpoint.ts';
import { fieldsOf } from '../contract/schema.ts';
import { contract } from '../contract.ts';
import recorded from '../fixtures/operations.json' with { type: 'json' };
import * as everything from '../index.ts';
import { type ResponseValidator, responseValidator } from '../runtime/responseValidator.ts';
import { sample } from './sample.ts';

type GroupClass = new (transport: TransportLike, check?: ResponseValidator) => object;
type GroupName = Exclude<keyof typeof contract, 'client'>;

/** The class of each group: of `xmtpApi` and `tasks` that is `XMTPAPI` and `TasksAPI`. */
export const classes = Object.fromEntries(
  Object.keys(contract)
    .filter((group) => group !== 'client')
    .map((group) => [group, classOf(group)]),
) as Record<GroupName, GroupClass>;

function classOf(group: string): GroupClass {
  const wanted = `${group.toLowerCase().replace(/api$/, '')}api`;
  const found = Object.entries(everything).find(([name]) => name.toLowerCase() === wanted);
  if (!found) throw new Error(`No class covers ${group}. Run \`pnpm derive\` to export it.`);
  return found[1] as unknown as GroupClass;
}

/** One operation as it was recorded of the platform, independent of our contract. */
export interface Recorded {
  operation: string;
  host: string;
  method: string;
  path: string;
  query?: string[];
  body?: { json?: unknown; multipart?: Record<string, string> };
  args: string[];
  returns: string;
  response: string;
  side?: string;
}

/** Every recorded operation that a class has; the client's own two belong to the sdk. */
export const recordedOperations = (recorded as Recorded[]).filter(
  ({ operation }) => !operation.startsWith('client.'),
);

/** Every operation that a class has: as it was recorded, or, if it is newer than the record, as the contract has it. */
export const operations: Recorded[] = [
  ...recordedOperations,
  ...Object.values(contract)
    .flatMap((group) => Object.values<Endpoint>(group))
    .filter(({ name }) => !(recorded as Recorded[]).some(({ operation }) => operation === name))
    .map(newOperation),
];

function newOperation(endpoint: Endpoint): Recorded {
  const { name, route, dashboardPath, body, query, multipart, responseType, argument, side } = endpoint;
  const [method = '', path = ''] = route.split(' ');
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter);
  const last = multipart ? ['filename', 'data'] : body || query ? [argument ?? (body ? 'req' : 'opts')] : [];
  return {
    operation: name,
    host: dashboardPath === undefined ? 'office-manager' : 'dashboard',
    method,
    path: dashboardPath ?? path,
    args: [...names, ...last],
    returns: '',
    response: responseType === 'stream' ? 'event-stream' : responseType,
    ...(query && { query: Object.keys(fieldsOf(query)) }),
    ...(body && { body: { json: name } }),
    ...(multipart && { body: { multipart: { [multipart]: '' } } }),
    ...(side && { side }),
  };
}

/** The endpoint of an operation; `undefined` when the contract has none of that name. */
export function endpointOf(operation: string): Endpoint | undefined {
  const [group = '', method = ''] = operation.split('.');
  return (contract as unknown as Record<string, Record<string, Endpoint>>)[group]?.[method];
}

/** Calls a method of a group's class, as a JavaScript caller could, and returns what it returns. */
export function invoke(transport: TransportLike, operation: string, args: unknown[]): unknown {
  const [group = '', method = ''] = operation.split('.');
  const api = new classes[group as keyof typeof classes](
    transport,
    responseValidator({ validate: 'strict' }),
  );
  return (api as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(...args);
}

/** Calls an operation through its class, and waits for its answer. Streams are read to the end of one connection. */
export async function callThrough(
  transport: TransportLike,
  operation: string,
  args: unknown[],
): Promise<unknown> {
  const once: TransportLike = {
    authMethod: transport.authMethod,
    request: (method, path, request) => transport.request(method, path, request),
    stream: (path, request) => transport.stream(path, { ...request, maxReconnects: 0 }),
  };
  const result = invoke(once, operation, args);
  if (typeof result !== 'object' || result === null || 'then' in result) return result;
  const events: unknown[] = [];
  for await (const event of result as AsyncIterable<unknown>) events.push(event);
  return events;
}

/** The names of an operation's arguments that fill its path. */
export function pathArguments({ path }: Recorded): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** The name of an argument in a recorded signature: `opts?: { … }` is `opts`. */
export function nameOf(argument: string): string {
  return /^\w+/.exec(argument)?.[0] ?? '';
}

/** A good value for every argument of an operation, made from the contract. */
export function goodArguments(recordedOperation: Recorded): unknown[] {
  const endpoint = endpointOf(recordedOperation.operation);
  const path = pathArguments(recordedOperation).map((name) => `some-${name}`);
  if (!endpoint) return path;
  if (endpoint.multipart) return [...path, 'a "b"/ü.txt', new Uint8Array([0, 13, 10, 255])];
  const schema = endpoint.body ?? endpoint.query;
  if (!schema) return path;
  const value = sample(schema);
  const field = endpoint.bodyField ?? endpoint.queryField;
  return [...path, field === undefined ? value : (value as Record<string, unknown>)[field]];
}
