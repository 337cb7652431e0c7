import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  assertOptions,
  InvalidArgumentError,
  MitosisError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { type MCPOptions, mcpOptions, settingsOf } from '../MCPOptions.ts';
import { HTTPGuard } from './HTTPGuard.ts';
import { HTTPSessions } from './HTTPSessions.ts';
import { ServerFactory } from './ServerFactory.ts';

/** Options of {@link serveHTTP}. */
export interface HTTPOptions extends MCPOptions {
  /** The port of 127.0.0.1; 0 for a free one. Default: 0. */
  port?: number | undefined;
  /** The token that clients send as `Authorization: Bearer …`: 16 characters or more. Default: a random one. */
  token?: string | undefined;
}

const httpOptions: OptionNames<HTTPOptions> = { ...mcpOptions, port: true, token: true };

/** A server that listens on this machine. */
export interface HTTPServer extends AsyncDisposable {
  /** The address for clients: `http://127.0.0.1:51234/mcp`. */
  readonly url: string;
  /** The token for clients. */
  readonly token: string;
  /** Ends open calls, and closes the sessions with agents. Takes 3 s at most, and never fails. */
  close(): Promise<void>;
}

/** The path of the server. */
const PATH = '/mcp';
/** Shorter tokens can be guessed. */
const SHORTEST_TOKEN = 16;
/** The largest request, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Serves clients over streamable HTTP on 127.0.0.1. Requests need the token; requests of web pages, and requests for
 * another host, are refused.
 *
 * @param options - The transport to the platform, which tools are offered, the port and the token.
 * @throws {@link InvalidArgumentError} for options that are wrong.
 * @throws {@link MitosisError} `port_unavailable` if the port cannot be used.
 *
 * @example
 * ```ts
 * import { serveHTTP } from '@mitosislabs/mcp';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example' });
 * const server = await serveHTTP({ transport, port: 7331 });
 * console.log(server.url); // http://127.0.0.1:7331/mcp
 * await server.close();
 * ```
 */
export async function serveHTTP(options: MCPOptions & HTTPOptions): Promise<HTTPServer> {
  assertOptions('options', options, httpOptions);
  const { port = 0, token = randomBytes(32).toString('base64url'), ...others } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('options.port', 'must be a whole number from 0 to 65535');
  }
  if (typeof token !== 'string' || token.length < SHORTEST_TOKEN || !/^[\x21-\x7e]+$/.test(token)) {
    throw new InvalidArgumentError(
      'options.token',
      `must be ${SHORTEST_TOKEN} or more ASCII characters without spaces`,
    );
  }
  const factory = new ServerFactory(settingsOf(others));
  const create = () => factory.create();
  // Clients of 2025 open sessions; later ones send requests that stand alone.
  const modern = createMcpHandler(create, { legacy: 'reject', maxRequestBodySize: MOST_BYTES });
  const sessions = new HTTPSessions(create);
  const handle = toNodeHandler(
    {
      fetch: async (request) => {
        const isLegacy = await isLegacyRequest(request, undefined, { maxRequestBodySize: MOST_BYTES });
        return isLegacy ? sessions.fetch(request) : modern.fetch(request);
      },
    },
    { maxRequestBodySize: MOST_BYTES },
  );
  const server = createServer();
  await started(server, port);
  const address = (server.address() as AddressInfo).port;
  const guard = new HTTPGuard(address, PATH, token);
  server.on('request', (request, response) => {
    if (guard.admits(request, response)) void handle(request as NodeIncomingMessageLike, response);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all([modern.close(), sessions.close()]).catch(() => undefined);
    server.closeAllConnections();
    await Promise.all([closed, factory.close()]);
  };
  return { url: `http://127.0.0.1:${address}${PATH}`, token, close, [Symbol.asyncDispose]: close };
}

async function started(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    throw new MitosisError(`Port ${port} of 127.0.0.1 cannot be used: ${(cause as Error).message}.`, {
      code: 'port_unavailable',
      hint: 'Another program probably uses it: choose another port, or 0 for a free one.',
      cause,
    });
  }
}
