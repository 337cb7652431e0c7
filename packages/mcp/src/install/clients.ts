import { posix, win32 } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** The clients whose configuration can be written. */
export type MCPClient = 'claude' | 'claude-code' | 'cursor' | 'vscode' | 'zed';

/** Where a client keeps the servers that its user has set up. */
export interface ClientConfig {
  /** The name of the client, for people. */
  readonly title: string;
  /** The file. */
  readonly file: string;
  /** The field of the file that holds the servers by name. */
  readonly field: string;
  /** Fields of each server besides `command`, `args` and `env`. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The machine that a client runs on. */
export interface Machine {
  /** As `process.platform`. */
  readonly platform: string;
  /** The home folder. */
  readonly home: string;
  /** The environment variables: `APPDATA` and `XDG_CONFIG_HOME` move the folders of programs. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The names of the clients. */
export const MCP_CLIENTS: readonly MCPClient[] = ['claude', 'claude-code', 'cursor', 'vscode', 'zed'];

/** Returns the place where a client's own documentation says that it keeps its servers. */
export function configOf(client: MCPClient, { platform, home, env }: Machine): ClientConfig {
  const isWindows = platform === 'win32';
  const { join } = isWindows ? win32 : posix;
  const roaming = env['APPDATA'] || join(home, 'AppData', 'Roaming');
  const xdg = env['XDG_CONFIG_HOME'] || join(home, '.config');
  /** The folder of programs that follow the conventions of each system. */
  const programs = isWindows
    ? roaming
    : platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : xdg;
  switch (client) {
    case 'claude':
      return {
        title: 'Claude Desktop',
        file: join(programs, 'Claude', 'claude_desktop_config.json'),
        field: 'mcpServers',
        extra: {},
      };
    case 'claude-code':
      return {
        title: 'Claude Code',
        file: join(home, '.claude.json'),
        field: 'mcpServers',
        extra: { type: 'stdio' },
      };
    case 'cursor':
      return { title: 'Cursor', file: join(home, '.cursor', 'mcp.json'), field: 'mcpServers', extra: {} };
    case 'vscode':
      return {
        title: 'VS Code',
        file: join(programs, 'Code', 'User', 'mcp.json'),
        field: 'servers',
        extra: { type: 'stdio' },
      };
    case 'zed':
      return {
        title: 'Zed',
        // On macOS, too, Zed keeps its settings in ~/.config.
        file: isWindows ? join(roaming, 'Zed', 'settings.json') : join(xdg, 'zed', 'settings.json'),
        field: 'context_servers',
        extra: {},
      };
    default:
      throw new InvalidArgumentError('client', `must be one of ${MCP_CLIENTS.join(', ')}`);
  }
}
