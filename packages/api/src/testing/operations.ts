import type { TransportLike } from '@mitosislabs/transport';
import type { Endpoint } from '../contract/Endpoint.ts';
import { contract } from '../contract/index.ts';
import recorded from '../fixtures/operations.json' with { type: 'json' };
import {
  BackupsAPI,
  CallbacksAPI,
  CapabilitiesAPI,
  ChromiumAPI,
  CreditsAPI,
  DelegatesAPI,
  EmployeesAPI,
  EnvAPI,
  EventsAPI,
  ExtensionsAPI,
  FilesAPI,
  IntegrationsAPI,
  LLMPingAPI,
  MessagesAPI,
  OfficesAPI,
  ProxyAPI,
  RolesAPI,
  TasksAPI,
  TransferAPI,
  WhatsAppAPI,
  WorkspaceAPI,
  XMTPAPI,
} from '../index.ts';
import { type ResponseValidator, responseValidator } from '../runtime/responseValidator.ts';
import { sample } from './sample.ts';

/** The class of every group. */
export const classes = {
  offices: OfficesAPI,
  employees: EmployeesAPI,
  tasks: TasksAPI,
  files: FilesAPI,
  credits: CreditsAPI,
  xmtpApi: XMTPAPI,
  integrations: IntegrationsAPI,
  extensions: ExtensionsAPI,
  events: EventsAPI,
  callbacks: CallbacksAPI,
  backups: BackupsAPI,
  env: EnvAPI,
  delegates: DelegatesAPI,
  messages: MessagesAPI,
  workspace: WorkspaceAPI,
  roles: RolesAPI,
  transfer: TransferAPI,
  llmPing: LLMPingAPI,
  whatsapp: WhatsAppAPI,
  chromium: ChromiumAPI,
  capabilities: CapabilitiesAPI,
  proxy: ProxyAPI,
} satisfies Record<
  Exclude<keyof typeof contract, 'client'>,
  new (
    transport: TransportLike,
    check?: ResponseValidator,
  ) => object
>;

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

/** Every recorded operation that a class has; the client's own two are the umbrella's. */
export const operations = (recorded as Recorded[]).filter(
  ({ operation }) => !operation.startsWith('client.'),
);

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
