import { EmployeesAPI } from '@mitosislabs/api/employees';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { type Emulator, type EmulatorOptions, startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import {
  Client,
  type ClientOptions,
  type Transport as ClientTransport,
  InMemoryTransport,
} from '@modelcontextprotocol/client';
import { type MCPOptions, settingsOf } from '../src/MCPOptions.ts';
import { ServerFactory } from '../src/server/ServerFactory.ts';

/** An emulator with one office and the agent aria. */
export interface OfficeWithAgent extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly transport: Transport;
  readonly office: string;
}

/** Starts an emulator with an office and its agent aria, which is ready. */
export async function officeWithAgent(options: EmulatorOptions = {}): Promise<OfficeWithAgent> {
  const emulator = await startEmulator({ readyAfterMs: 0, ...options });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({
    endpoint,
    dashboardEndpoint,
    apiKey,
    maxRetries: 6,
    idempotencyKeys: true,
  });
  const { id: office } = await new OfficesAPI(transport).create({ name: 'acme' });
  const agents = new EmployeesAPI(transport);
  await agents.hire(office, { name: 'aria' });
  await agents.waitUntilReady(office, 'aria');
  return { emulator, transport, office, [Symbol.asyncDispose]: () => emulator.close() };
}

/** A client of the official package, connected in this process. */
export interface Connected extends AsyncDisposable {
  readonly client: Client;
  /** Calls a tool. */
  call(name: string, args?: Record<string, unknown>): Promise<ToolResult>;
}

/** The parts of a result that tests read. */
export interface ToolResult {
  readonly isError: boolean;
  readonly text: string;
  /** `structuredContent.data`. */
  readonly data: never;
  /** `structuredContent.error`. */
  readonly error: { code: string; message: string; hint: string; outcome: string } & Record<string, unknown>;
}

/** Connects a client to a server with these options. */
export async function connectTo(options: MCPOptions, clientOptions: ClientOptions = {}): Promise<Connected> {
  const factory = new ServerFactory(settingsOf(options));
  const server = factory.create();
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(ours as never);
  const connected = await connectOver(theirs, clientOptions);
  return {
    ...connected,
    async [Symbol.asyncDispose]() {
      await connected.client.close();
      await factory.close();
    },
  };
}

/** Connects a client over a transport. */
export async function connectOver(
  transport: ClientTransport,
  options: ClientOptions = {},
): Promise<Connected> {
  const client = new Client({ name: 'test', version: '1.0.0' }, options);
  await client.connect(transport);
  return {
    client,
    call: async (name, args = {}) => readResult(await client.callTool({ name, arguments: args })),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Reads the result of a tool. */
export function readResult(result: object): ToolResult {
  const { isError = false, content = [], structuredContent = {} } = result as Record<string, never>;
  const texts = (content as { text?: string }[]).map(({ text = '' }) => text);
  return {
    isError,
    text: texts.join('\n'),
    data: Reflect.get(structuredContent, 'data') as never,
    error: Reflect.get(structuredContent, 'error') as never,
  };
}
