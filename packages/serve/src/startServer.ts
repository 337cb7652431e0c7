import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import {
  assertCount,
  assertDuration,
  assertOptions,
  assertText,
  InvalidArgumentError,
  MitosisError,
} from '@mitosislabs/auth/errors';
import { AgentDirectory } from './AgentDirectory.ts';
import { AgentTalks } from './AgentTalks.ts';
import { Connections } from './Connections.ts';
import { createApp } from './createApp.ts';
import { Gate } from './Gate.ts';
import { HTTPError, oneLine } from './HTTPError.ts';
import { type AgentServer, type ServeOptions, serveOptions } from './ServeOptions.ts';

const TIMEOUT_MS = 600_000;
const GRACE_MS = 5_000;
const MAX_CONCURRENT = 32;
const MAX_BODY_BYTES = 1024 * 1024;
/** The most connections at once. */
const MOST_CONNECTIONS = 256;

/**
 * Serves the agents of an account over HTTP on 127.0.0.1: as models of OpenAI's API of chat completions, and over A2A.
 * Every request needs the server's own key.
 *
 * @param options - The connection to the platform, the protocols, the key and the limits.
 * @returns the running server.
 * @throws {@link InvalidArgumentError} when an option is wrong.
 * @throws {@link MitosisError} `port_unavailable`.
 *
 * @example
 * ```ts
 * import { startServer } from '@mitosislabs/serve';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const server = await startServer({ transport });
 * const response = await fetch(`${server.url}/v1/models`, { headers: { Authorization: `Bearer ${server.key}` } });
 * console.log(response.status); // 200
 * await server.close();
 * ```
 */
export async function startServer(options: ServeOptions): Promise<AgentServer> {
  const settings = checked(options);
  const { transport, officeId, key, port, graceMs, log } = settings;
  const gate = new Gate(settings);
  const talks = new AgentTalks(transport, log);
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  const connections = new Connections(server, MOST_CONNECTIONS);
  const directory = new AgentDirectory(transport, officeId);
  const app = createApp({ ...settings, gate, connections, talks, directory });
  const answer = getRequestListener(
    (request, { incoming }) => app.fetch(request, { socket: incoming.socket }),
    {
      // Other code in this process keeps its own Request and Response.
      overrideGlobalObjects: false,
      // The routes have a handler of their own: what comes here is not a request.
      errorHandler: () =>
        new HTTPError(400, 'The request is malformed.', { code: 'malformed_request' }).toResponse(),
    },
  );
  const actual = await listen(server, port);
  gate.listenOn(actual);
  let closing: Promise<void> | undefined;
  const close = async () => {
    server.close();
    server.closeIdleConnections();
    await gate.close(graceMs);
    await talks.close();
    server.closeAllConnections();
  };
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    key,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Checks the options, and fills in their defaults. */
function checked(options: ServeOptions) {
  assertOptions('options', options, serveOptions);
  const {
    transport,
    officeId,
    openai = true,
    a2a = true,
    key = `mis_${randomBytes(32).toString('base64url')}`,
    port = 0,
    allowedOrigins = [],
    timeoutMs = TIMEOUT_MS,
    maxConcurrent = MAX_CONCURRENT,
    maxBodyBytes = MAX_BODY_BYTES,
    graceMs = GRACE_MS,
    log = () => undefined,
  } = options;
  if (officeId !== undefined) assertText('officeId', officeId);
  if (!openai && !a2a)
    throw new InvalidArgumentError('openai', 'and `a2a` are both off: nothing would be served');
  if (typeof key !== 'string' || !/^[!-~]{32,512}$/.test(key)) {
    throw new InvalidArgumentError('key', 'must be 32 to 512 visible ASCII characters');
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('port', 'must be a whole number from 0 to 65535');
  }
  for (const origin of allowedOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new InvalidArgumentError('allowedOrigins', 'must hold origins, such as http://localhost:5173');
    }
  }
  assertDuration('timeoutMs', timeoutMs, 1);
  assertDuration('graceMs', graceMs, 0);
  assertCount('maxConcurrent', maxConcurrent);
  assertCount('maxBodyBytes', maxBodyBytes);
  const write = (line: string) => log(oneLine(line));
  const limits = { timeoutMs, maxConcurrent, maxBodyBytes, graceMs };
  return { transport, officeId, openai, a2a, key, port, allowedOrigins, ...limits, log: write };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new MitosisError(`The server cannot listen on port ${port}: ${cause.message}.`, {
          code: 'port_unavailable',
          hint: 'Another program probably uses this port. Choose another port, or 0 for any free one.',
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
