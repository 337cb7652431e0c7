import {
  assertCount,
  assertOptions,
  InvalidArgumentError,
  kindOf,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';
import type { McpServer } from '@modelcontextprotocol/server';

/** Options of the server. */
export interface MCPOptions {
  /** Sends the requests to the platform: a `Transport`. If it signs as an agent, the tools are those that agents may use. */
  transport: TransportLike;
  /**
   * `work`: the tools of daily work, and three with which every operation is found, described and called. `all`: one tool
   * for each operation. Default: `work`.
   */
  tools?: 'work' | 'all' | undefined;
  /** Offers only what changes nothing. Default: `false`. */
  readOnly?: boolean | undefined;
  /** The id of the only office that the tools may use. Default: all offices of the account. */
  office?: string | undefined;
  /** The id of the office that is used if a call names none. Default: the account's only office. */
  defaultOffice?: string | undefined;
  /**
   * Offers only these: names of tools (`ask_agent`) and operations (`tasks.create`); `*` stands for any characters
   * (`tasks.*`). Default: all.
   */
  allow?: readonly string[] | undefined;
  /** Does not offer these. Overrides `allow`. A tool is also left out if it needs an operation that is denied. */
  deny?: readonly string[] | undefined;
  /** Deletes and replaces without asking. Default: `false`: asks through the client, or refuses if it cannot ask. */
  yes?: boolean | undefined;
  /** The most characters in one result; the rest is cut, and the result says so. Default: 50,000. */
  maxResultChars?: number | undefined;
  /** Called with each new server, before a client connects: adds tools, resources and prompts of your own. */
  extend?: ((server: McpServer) => void) | undefined;
  /** Texts that no result may hold, such as the API key in use. Keys of the platform (`mi_…`) are always left out. */
  secrets?: readonly string[] | undefined;
}

/** The names of {@link MCPOptions}. */
export const mcpOptions: OptionNames<MCPOptions> = {
  transport: true,
  tools: true,
  readOnly: true,
  office: true,
  defaultOffice: true,
  allow: true,
  deny: true,
  yes: true,
  maxResultChars: true,
  extend: true,
  secrets: true,
};

/** Options with their defaults. */
export interface Settings {
  readonly transport: TransportLike;
  readonly tools: 'work' | 'all';
  readonly readOnly: boolean;
  readonly office: string | undefined;
  readonly defaultOffice: string | undefined;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly yes: boolean;
  readonly maxResultChars: number;
  readonly extend: (server: McpServer) => void;
  readonly secrets: readonly string[];
}

/** The default of {@link MCPOptions.maxResultChars}. */
const MAX_RESULT_CHARS = 50_000;

/**
 * Checks options, and fills in the defaults.
 *
 * @throws {@link InvalidArgumentError} for options that are wrong or unknown.
 */
export function settingsOf(options: MCPOptions, known: OptionNames<object> = mcpOptions): Settings {
  assertOptions('options', options, known);
  const { transport, tools = 'work', maxResultChars = MAX_RESULT_CHARS, extend = () => undefined } = options;
  if (typeof transport?.request !== 'function') {
    throw new InvalidArgumentError('options.transport', `must be a Transport, got ${kindOf(transport)}`);
  }
  if (tools !== 'work' && tools !== 'all')
    throw new InvalidArgumentError('options.tools', 'must be work or all');
  if (typeof extend !== 'function') throw new InvalidArgumentError('options.extend', 'must be a function');
  assertCount('options.maxResultChars', maxResultChars);
  for (const name of ['readOnly', 'yes'] as const) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== 'boolean') {
      throw new InvalidArgumentError(`options.${name}`, `must be true or false, got ${kindOf(value)}`);
    }
  }
  for (const name of ['office', 'defaultOffice'] as const) {
    const value: unknown = options[name];
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new InvalidArgumentError(`options.${name}`, `must be the id of an office, got ${kindOf(value)}`);
    }
  }
  return {
    transport,
    tools,
    readOnly: options.readOnly ?? false,
    office: options.office,
    defaultOffice: options.defaultOffice,
    allow: texts('allow', options.allow, ['*']),
    deny: texts('deny', options.deny, []),
    yes: options.yes ?? false,
    maxResultChars,
    extend,
    secrets: texts('secrets', options.secrets, []),
  };
}

function texts(name: string, value: unknown, otherwise: readonly string[]): readonly string[] {
  if (value === undefined) return otherwise;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '')) return value;
  throw new InvalidArgumentError(`options.${name}`, 'must be a list of texts that are not empty');
}
