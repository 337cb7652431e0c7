import type {
  Agent,
  ClientRequest,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  RequestOptions,
  request as sendRequest,
} from 'node:http';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { bytesOf } from '../body/bytesOf.ts';
import { formBody } from '../body/formBody.ts';
import type { StreamBody } from '../body/StreamBody.ts';
import { Deadline } from '../call/Deadline.ts';
import { ownWires, type TimeLimit, type Wire, type WireRequest, type WireResponse } from '../wire/Wire.ts';
import { keepReadableAfterWriteError } from './keepReadableAfterWriteError.ts';
import { NodeChunks } from './NodeChunks.ts';
import { NodeUpload } from './NodeUpload.ts';
import { nodeAgents, tunnels, type WithDeadline } from './nodeAgents.ts';
import { CODINGS, nodeDecode } from './nodeDecode.ts';
import { nodeHttp, nodeHttps } from './nodeModules.ts';
import { parseProxy } from './parseProxy.ts';
import { explainNodeProxy } from './proxyErrors.ts';

/** Larger bodies may be refused before they have been sent. In bytes. */
const LARGE_BODY = 64 * 1024;
const NOTHING = new Uint8Array();
/** Headers that belong to the connection: callers cannot set them. */
const CONNECTION = new Set(
  'connection content-length expect keep-alive te trailer transfer-encoding upgrade'.split(' '),
);

interface Client {
  readonly module: { readonly request: typeof sendRequest };
  readonly agentsOf: (url: URL) => () => Agent;
}

/** The parts that the requests to one origin share. */
interface Target {
  readonly module: Client['module'];
  readonly hostname: string;
  readonly port: string;
  /** Returns the agent for the next request. */
  readonly agent: () => Agent;
}

/**
 * The wire for Node: its own HTTP client, with connections that are kept. It takes half the CPU time that `fetch` does, and
 * starts in a third of the time.
 *
 * @param proxy - The URL of the proxy for all requests; `false`: none. Default: the proxy of the environment.
 * @returns a wire with connections of its own.
 * @throws {@link InvalidArgumentError} if `proxy` is not the URL of an HTTP proxy.
 */
export function nodeWire(proxy?: string | false): Wire {
  assertProxy(proxy);
  // Loaded with the first request: for a server on this machine TLS never is.
  const clients = new Map<string, Promise<Client>>();
  const targets = new Map<string, Target>();
  const open = async (origin: string): Promise<Target> => {
    const url = new URL(origin);
    const { protocol, hostname, port } = url;
    const client = clients.get(protocol) ?? createClient(protocol, proxy);
    clients.set(protocol, client);
    // A file of certificates that cannot be read now may be there for the next request.
    const { module, agentsOf } = await client.catch((error: unknown) => {
      clients.delete(protocol);
      throw error;
    });
    // An IPv6 address has brackets in a URL only.
    const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
    // Named also if it is the default one: it is a part of the names of kept connections.
    const named = port || (protocol === 'https:' ? '443' : '80');
    const target = { module, hostname: host, port: named, agent: agentsOf(url) };
    targets.set(origin, target);
    return target;
  };
  const start = (request: NodeRequest, deadline: TimeLimit, ended?: () => void): Promise<WireResponse> => {
    // The URL is normalised.
    const end = request.url.indexOf('/', 'https://'.length);
    const [origin, path] = [request.url.slice(0, end), request.url.slice(end)];
    const target = targets.get(origin);
    return target
      ? nodeExchange(target, path, request, deadline, ended)
      : open(origin).then((opened) => nodeExchange(opened, path, request, deadline, ended));
  };
  const wire: Wire = {
    async send(request) {
      const deadline = new Deadline(0, request.signal);
      const url = new URL(request.url);
      url.hash = '';
      const release = (): void => deadline.release();
      try {
        return await start({ ...request, url: url.href }, deadline, release);
      } catch (error) {
        // Not every failure is one of the exchange: certificates or a proxy's setting may be unusable.
        release();
        throw error;
      }
    },
  };
  ownWires.set(wire, start);
  return wire;
}

// On Node this file takes the place of `defaultWire.ts` (see `imports` in package.json).
export { nodeWire as defaultWire };

async function createClient(protocol: string, proxy: string | false | undefined): Promise<Client> {
  const module = protocol === 'https:' ? await nodeHttps() : await nodeHttp();
  return { module, agentsOf: await nodeAgents(module, protocol, proxy) };
}

/** Refuses a `proxy` option that is not valid. */
function assertProxy(proxy: unknown): void {
  if (proxy === undefined || proxy === false) return;
  const hint = 'Write it like http://proxy.example:3128. `false` uses no proxy.';
  if (typeof proxy !== 'string') throw new InvalidArgumentError('proxy', 'must be a URL or false', { hint });
  try {
    parseProxy({ text: proxy, source: 'it' });
  } catch {
    // Not shown: it may hold a password.
    throw new InvalidArgumentError('proxy', 'must be the URL of an http or https proxy', { hint });
  }
}

/**
 * Closes the idle connections to a host after one broke or was silent for too long: the cause, such as a network
 * change, has broken them all, and the next attempt would reuse one.
 */
function dropOthers({ freeSockets }: Agent, host: string): void {
  for (const name in freeSockets) {
    if (name.startsWith(host)) for (const idle of [...(freeSockets[name] ?? [])]) idle.destroy();
  }
}

function headersOf(
  { headers }: NodeRequest,
  { contentType, length, open }: NodeRequestBody,
): OutgoingHttpHeaders {
  const all: OutgoingHttpHeaders = {};
  // A part of a compressed body cannot be decompressed.
  all['accept-encoding'] = headers['range'] === undefined ? CODINGS : 'identity';
  if (contentType !== undefined) all['content-type'] = contentType;
  for (const name of Object.keys(headers)) if (!CONNECTION.has(name)) all[name] = headers[name];
  if (length !== undefined) all['content-length'] = length;
  else if (open) all['transfer-encoding'] = 'chunked';
  return all;
}

/** A request whose signal is its deadline. */
type NodeRequest = Omit<WireRequest, 'signal'>;

/** A body for `node:http`, bytes or a stream of them, and its headers. */
interface NodeRequestBody {
  readonly contentType?: string | undefined;
  readonly length?: number | undefined;
  /** Bytes, or text of ASCII characters only. */
  readonly content?: Uint8Array | string | undefined;
  readonly open?: (() => AsyncIterable<Uint8Array>) | undefined;
}

/**
 * Sends a request and waits for the head of the response, which may come before the request has been sent.
 *
 * @param path - The path and the query.
 * @param ended - Called when the deadline is not needed any more.
 */
function nodeExchange(
  { module, hostname, port, agent: nextAgent }: Target,
  path: string,
  given: NodeRequest,
  deadline: TimeLimit,
  ended?: () => void,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    deadline.throwIfOver();
    const agent = nextAgent();
    const body = nodeRequestBody(given.body);
    const { length, open } = body;
    const headers = headersOf(given, body);
    const options: RequestOptions & WithDeadline = {
      agent,
      method: given.method,
      hostname,
      port,
      path,
      headers,
    };
    if (tunnels.has(agent)) options.deadline = deadline;
    // Looked up for each request: a test may replace it.
    const request = module.request(options);
    noteConnection(request, given);
    const upload = open && new NodeUpload(request, { length, open });
    let chunks: NodeChunks | undefined;
    const fail = (reason: unknown): void => {
      if (chunks) {
        chunks.fail(reason);
        return;
      }
      deadline.unlisten(fail);
      ended?.();
      const isLeft = deadline.isOver && deadline.signal.reason?.name !== 'TimeoutError';
      if (request.reusedSocket && request.socket && !isLeft) dropOthers(agent, `${hostname}:${port}:`);
      reject(reason);
      request.destroy();
    };

    deadline.listen(fail);
    // Once the response has begun, its body reports failures.
    request.on('error', (error) => {
      if (!chunks) fail(explainNodeProxy(error));
    });
    request.on('close', () => {
      if (!chunks) fail(new Error('The connection was closed before there was a response.'));
    });
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      if (status >= 300) upload?.stop();
      if (status === 204 && announcesBody(headers)) request.shouldKeepAlive = false;
      const raw = new NodeChunks(response, (isWhole) => {
        deadline.unlisten(fail);
        ended?.();
        if (!response.complete) request.destroy();
        else if (!request.writableFinished) setImmediate(giveUp, request);
        // Drops what has come, so that the connection is free.
        if (!isWhole) response.resume();
      });
      chunks = raw;
      const coding = headers['content-encoding'];
      const body = coding === undefined ? raw : nodeDecode(raw, coding);
      resolve(new NodeResponse(status, plain(headers), body, raw));
    });

    if (upload || (length ?? 0) > LARGE_BODY) {
      request.once('socket', (socket) => request.once('close', keepReadableAfterWriteError(socket)));
    }
    if (upload) {
      // The head goes out first, and the source is opened when it has left: a source that can be read only once is
      // still whole when there is no connection. Not on `connect`: mocks of this module respond without one. Not by
      // `flushHeaders`: it writes headers as UTF-8 and not as Latin-1.
      request.write(NOTHING, (error) => {
        if (!error) upload.run().catch(fail);
      });
    } else if (typeof body.content === 'string') {
      // One write for head and body.
      request.end(body.content, 'latin1');
    } else {
      request.end(body.content);
    }
  });
}

/**
 * A response whose body is still to come. A class: V8 may create literals that often outlive a collection in the old space,
 * where the response would keep its request and its connection's objects until the next full collection.
 */
class NodeResponse implements WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  readonly received: () => number;

  constructor(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: AsyncIterable<Uint8Array>,
    raw: NodeChunks,
  ) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.received = () => raw.received;
  }
}

/** Reports whether a request has a kept connection, and when a new one is secure. */
function noteConnection(request: ClientRequest, { onConnected, onSecured }: NodeRequest): void {
  if (request.reusedSocket) onSecured?.();
  else if (onConnected || onSecured) {
    request.once('socket', (socket) => {
      onConnected?.(request.reusedSocket === true);
      if (onSecured) socket.once('secureConnect', onSecured);
    });
  }
}

/** Stops sending after the whole response has come: the server does not read the rest. */
function giveUp(request: ClientRequest): void {
  if (!request.writableFinished) request.destroy();
}

/** Whether a head announces a body. Where none is allowed, it would count as the beginning of the next response. */
function announcesBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

/** Returns the headers, without cookies: none are kept. */
function plain(headers: IncomingHttpHeaders): Record<string, string> {
  const record: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (typeof value === 'string') record[name] = value;
  }
  return record;
}

/** Prepares a body for one attempt. Recognizes classes by their tag: naming `FormData` would load all of `fetch`. */
function nodeRequestBody(body: WireRequest['body']): NodeRequestBody {
  if (body === undefined) return {};
  if (typeof body === 'string') {
    const length = Buffer.byteLength(body);
    // Node sends ASCII text and the head at once, both as Latin-1. It would send the head before other text as UTF-8.
    const content = length === body.length ? body : Buffer.from(body);
    return { content, length, contentType: 'text/plain;charset=UTF-8' };
  }
  if (ArrayBuffer.isView(body)) return { content: body, length: body.byteLength };
  switch (Object.prototype.toString.call(body)) {
    case '[object URLSearchParams]': {
      const text = String(body);
      const contentType = 'application/x-www-form-urlencoded;charset=UTF-8';
      // Percent-encoded: ASCII.
      return { content: text, length: text.length, contentType };
    }
    case '[object Blob]':
    case '[object File]': {
      const blob = body as Blob;
      return { length: blob.size, contentType: blob.type || undefined, open: () => bytesOf(blob.stream()) };
    }
    case '[object FormData]':
      return formBody(body as FormData);
    default: {
      const { contentType, length } = body as StreamBody;
      return { contentType, length, open: () => (body as StreamBody).open() };
    }
  }
}
