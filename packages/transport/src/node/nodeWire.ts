import type { Agent, ClientRequest, OutgoingHttpHeaders, request as sendRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Wire, WireRequest } from '../wire/Wire.ts';
import { nodeAgents } from './nodeAgents.ts';
import { CODINGS } from './nodeDecode.ts';
import { nodeExchange } from './nodeExchange.ts';
import { nodeHttp, nodeHttps } from './nodeHttp.ts';
import { type NodeRequestBody, nodeRequestBody } from './nodeRequestBody.ts';

/** What belongs to the connection, and is not for a caller to say. */
const CONNECTION = new Set(
  'connection content-length expect keep-alive te trailer transfer-encoding upgrade'.split(' '),
);

interface Client {
  readonly module: { readonly request: typeof sendRequest };
  readonly agentOf: () => Agent;
}

/**
 * The wire for Node: its own HTTP client, with connections that are kept. It takes half the CPU time that `fetch` does.
 *
 * @returns a wire with connections of its own.
 */
export function nodeWire(): Wire {
  // Loaded with the first request: for a server on this machine TLS never is.
  const clients: Partial<Record<string, Promise<Client>>> = {};
  return {
    async send(request) {
      const { method, signal } = request;
      signal.throwIfAborted();
      const url = new URL(request.url);
      const { protocol, hostname } = url;
      clients[protocol] ??= (protocol === 'https:' ? nodeHttps() : nodeHttp()).then(clientOf);
      const { module, agentOf } = await clients[protocol];
      signal.throwIfAborted();
      const agent = agentOf();
      const body = nodeRequestBody(request.body);
      // Looked up for each request: who replaces it, for a test, finds it replaced.
      const outgoing = module.request({
        agent,
        method,
        // An IPv6 address has brackets in a URL only.
        hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
        port: url.port,
        path: url.pathname + url.search,
        headers: headersOf(request, body),
      });
      outgoing.once('socket', (socket) => {
        request.onConnected?.(outgoing.reusedSocket === true);
        if (outgoing.reusedSocket) {
          request.onSecured?.();
          dropOthersWhenDead(outgoing, socket, agent, signal);
        } else if (request.onSecured) socket.once('secureConnect', request.onSecured);
      });
      return nodeExchange(outgoing, body, signal);
    },
  };
}

async function clientOf(module: typeof import('node:http') | typeof import('node:https')): Promise<Client> {
  return { module, agentOf: await nodeAgents(module) };
}

/**
 * Closes the idle connections to a host after one broke or was silent for too long: the cause, such as a network
 * change, has broken them all, and the next attempt would reuse one.
 */
function dropOthersWhenDead(request: ClientRequest, socket: Duplex, agent: Agent, signal: AbortSignal): void {
  const name = Object.keys(agent.sockets).find((key) => agent.sockets[key]?.some((one) => one === socket));
  const drop = (): void => {
    if (signal.aborted && signal.reason?.name !== 'TimeoutError') return;
    for (const idle of [...(agent.freeSockets[name ?? ''] ?? [])]) idle.destroy();
  };
  const release = (): void => signal.removeEventListener('abort', drop);
  signal.addEventListener('abort', drop, { once: true });
  request.once('error', drop).once('close', release);
  request.once('response', () => {
    release();
    request.off('error', drop);
  });
}

function headersOf(
  { headers }: WireRequest,
  { contentType, length, open }: NodeRequestBody,
): OutgoingHttpHeaders {
  const all: OutgoingHttpHeaders = {
    // Parts of a compressed body are of no use to anybody.
    'accept-encoding': headers['range'] === undefined ? CODINGS : 'identity',
  };
  if (contentType !== undefined) all['content-type'] = contentType;
  for (const name in headers) if (!CONNECTION.has(name)) all[name] = headers[name];
  if (length !== undefined) all['content-length'] = length;
  else if (open) all['transfer-encoding'] = 'chunked';
  return all;
}
