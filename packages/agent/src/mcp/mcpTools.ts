import { LONGEST_TIMER_MS } from '@mitosislabs/auth/async';
import {
  assertDuration,
  assertOptions,
  assertText,
  InvalidArgumentError,
  MitosisError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { reasonOf } from '../text/reasonOf.ts';
import { line, shortened } from '../tools/resultText.ts';
import type { Tool, ToolSource } from '../tools/tool.ts';
import { contentText } from './contentText.ts';
import type { ServerCommand, ServerProcess } from './ServerProcess.ts';
import { toolNames } from './toolNames.ts';

/** How long a server may take to start, in ms. */
const TIMEOUT_MS = 60_000;
/** How many tools of a server are used. */
const MOST_TOOLS = 128;
/** Longer descriptions are cut, and longer schemas left out. In characters. */
const LONGEST_DESCRIPTION = 2_000;
const LONGEST_SCHEMA = 32 * 1024;

type SDK = typeof import('@modelcontextprotocol/client');

interface SharedOptions {
  /** The server's name. Its tools are called `name_tool`. Letters, digits, `_` and `-`, at most 32. */
  name: string;
  /** The tools that the model may call, by the server's names. Default: all, up to 128. */
  allow?: readonly string[] | undefined;
  /** How long the server may take to start, and to answer a call, in ms. Default: 60,000, and `toolTimeoutMs` of the brain. */
  timeoutMs?: number | undefined;
}

/** A server that is reached over HTTP. */
export interface ServerAddress {
  /** The URL. It must be https, or http on this machine. */
  url: string;
  /** Headers of each request, such as `Authorization`. They go to the URL's own origin only. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** A server of MCP: a process, or an address. */
export type MCPToolsOptions = SharedOptions & (ServerCommand | ServerAddress);

const mcpToolsOptions: OptionNames<SharedOptions & ServerCommand & ServerAddress> = {
  name: true,
  allow: true,
  timeoutMs: true,
  command: true,
  args: true,
  cwd: true,
  env: true,
  onStderr: true,
  url: true,
  headers: true,
};

/**
 * The tools of a server that speaks the Model Context Protocol, for the `tools` of a brain. The server is started, or
 * connected to, with the first question, and again after it has ended. It ends with the agent. Needs the package
 * `@modelcontextprotocol/client`, and Node 20 or later.
 *
 * The tools are those that the server has at first: tools that it adds or changes later are ignored.
 *
 * @param options - The server, and the tools to allow.
 * @returns the tools, to be opened by the brain.
 * @throws {@link InvalidArgumentError} when an option is invalid.
 *
 * @example
 * ```ts
 * import { defineAgent } from '@mitosislabs/agent';
 * import { mcpTools } from '@mitosislabs/agent/mcp';
 * import { openaiBrain } from '@mitosislabs/agent/openai';
 *
 * const files = mcpTools({
 *   name: 'files',
 *   command: 'npx',
 *   args: ['-y', '@modelcontextprotocol/server-filesystem', '/srv/shared'],
 *   allow: ['read_text_file', 'list_directory'],
 * });
 * const agent = defineAgent({ brain: openaiBrain({ model: 'gpt-4o-mini', tools: [files] }) });
 * ```
 */
export function mcpTools(options: MCPToolsOptions): ToolSource {
  assertOptions('options', options, mcpToolsOptions as OptionNames<MCPToolsOptions>);
  const { name, allow, timeoutMs = TIMEOUT_MS } = options;
  if (typeof name !== 'string' || !/^[a-zA-Z0-9_-]{1,32}$/.test(name)) {
    throw new InvalidArgumentError('name', 'must have 1 to 32 letters, digits, `_` and `-`');
  }
  if (allow !== undefined && !(Array.isArray(allow) && allow.every((one) => typeof one === 'string'))) {
    throw new InvalidArgumentError('allow', 'must be a list of names');
  }
  assertDuration('timeoutMs', timeoutMs, 1);
  if ('url' in options && options.url !== undefined) {
    if ('command' in options && options.command !== undefined) {
      throw new InvalidArgumentError('url', 'must not be given together with `command`');
    }
    if (!isSecure(options.url))
      throw new InvalidArgumentError('url', 'must be https, or http on this machine');
  } else assertText('command', Reflect.get(options, 'command'));
  return new MCPServer(options, timeoutMs);
}

/** A tool that a server lists, as far as this file reads it. It may be anything. */
interface ListedTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema?: unknown;
  readonly annotations?: { readonly readOnlyHint?: unknown; readonly idempotentHint?: unknown } | undefined;
}

/** A server, and the connection to it. */
class MCPServer implements ToolSource {
  readonly #options: MCPToolsOptions;
  readonly #timeoutMs: number;
  #connecting: Promise<Client> | undefined;
  #tools: readonly Tool[] | undefined;

  constructor(options: MCPToolsOptions, timeoutMs: number) {
    this.#options = options;
    this.#timeoutMs = timeoutMs;
  }

  async open(signal: AbortSignal): Promise<readonly Tool[]> {
    this.#tools ??= await this.#list(signal);
    return this.#tools;
  }

  async close(): Promise<void> {
    const connecting = this.#connecting;
    // Another agent with the same tools connects again.
    this.#connecting = undefined;
    const client = await connecting?.catch(() => undefined);
    await client?.close().catch(() => undefined);
  }

  async #list(signal: AbortSignal): Promise<readonly Tool[]> {
    const { name, allow } = this.#options;
    try {
      const client = await this.#client();
      const { tools } = await client.listTools(undefined, { signal, timeout: this.#timeoutMs });
      const allowed = tools.filter((tool) => allow?.includes(tool.name) ?? true).slice(0, MOST_TOOLS);
      const missing = allow?.filter((one) => !tools.some((tool) => tool.name === one)) ?? [];
      if (missing.length > 0) throw new Error(`it has no tool ${missing.join(', ')}`);
      const names = toolNames(name, allowed);
      return allowed.map((tool, index) => this.#tool(tool as ListedTool, names[index] ?? name));
    } catch (error) {
      signal.throwIfAborted();
      throw new MitosisError(`The tools of the MCP server ${name} could not be read: ${reasonOf(error)}`, {
        code: 'mcp_unreachable',
        hint: 'Check its command or URL. `onStderr` shows what its process writes.',
        cause: error,
      });
    }
  }

  #tool(listed: ListedTool, name: string): Tool {
    const { description, inputSchema, annotations } = listed;
    const about =
      line(description ?? '') === '' ? name : shortened(clean(description ?? ''), LONGEST_DESCRIPTION);
    return {
      name,
      description: about,
      inputSchema: schemaOf(inputSchema),
      repeatable: annotations?.readOnlyHint === true || annotations?.idempotentHint === true,
      timeoutMs: this.#options.timeoutMs,
      describe: () => `using ${name}`,
      // The server validates it.
      validate: async (input) =>
        typeof input === 'object' && input !== null && !Array.isArray(input)
          ? { value: input }
          : { issues: ['must be an object'] },
      run: (input, { signal }) => this.#call(listed.name, name, input, signal),
    };
  }

  async #call(tool: string, name: string, input: unknown, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const client = await this.#client();
    const request = { name: tool, arguments: input as Record<string, unknown> };
    const result = await client.callTool(request, { signal, timeout: LONGEST_TIMER_MS });
    const text = contentText(result);
    if (result.isError === true) {
      throw new MitosisError(`${name} failed: ${line(text)}`, { code: 'mcp_tool_failed' });
    }
    return text;
  }

  /** The connection; another one after it has ended. */
  #client(): Promise<Client> {
    if (this.#connecting) return this.#connecting;
    const forget = (): void => {
      if (this.#connecting === connecting) this.#connecting = undefined;
    };
    const connecting = this.#connect(forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    this.#connecting = connecting;
    return connecting;
  }

  /** @param ended - Called when the connection ends. */
  async #connect(ended: () => void): Promise<Client> {
    // Loaded when used: the package is an optional peer, and needs a newer Node than this entry.
    const sdk = await import('@modelcontextprotocol/client').catch((error: unknown) => {
      const message =
        '@modelcontextprotocol/client is not installed: `npm install @modelcontextprotocol/client`';
      throw new Error(message, { cause: error });
    });
    const client = new sdk.Client({ name: '@mitosislabs/agent', version: '0.1.0' });
    const transport =
      'url' in this.#options ? httpTransport(sdk, this.#options) : await startProcess(this.#options);
    client.onclose = ended;
    try {
      await client.connect(transport, { timeout: this.#timeoutMs });
    } catch (error) {
      await transport.close().catch(() => undefined);
      throw error;
    }
    return client;
  }
}

async function startProcess(command: ServerCommand): Promise<ServerProcess> {
  const { ServerProcess } = await import('./ServerProcess.ts');
  return new ServerProcess(command);
}

function httpTransport(sdk: SDK, { url, headers }: ServerAddress): StreamableHTTPClientTransport {
  // The client follows redirects within the origin only.
  return new sdk.StreamableHTTPClientTransport(
    new URL(url),
    headers ? { requestInit: { headers: { ...headers } } } : {},
  );
}

/** A schema of an object, as plain data; any object for one that is too long, or none. */
function schemaOf(value: unknown): Tool['inputSchema'] {
  const text = JSON.stringify(value) ?? '';
  const isObject = Object(value)['type'] === 'object' && text.length <= LONGEST_SCHEMA;
  return isObject ? (JSON.parse(text) as Tool['inputSchema']) : { type: 'object' };
}

/** A text without control characters but for line breaks. */
function clean(text: string): string {
  return text
    .split('\n')
    .map((one) => one.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' '))
    .join('\n');
}

/** Whether headers may be sent there: https, or this machine. */
function isSecure(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLocal));
}
