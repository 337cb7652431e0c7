import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import { MitosisError } from '@mitosislabs/auth/errors';
import { type Clock, httpTime } from '../core/Clock.ts';
import type { Fault } from '../core/Faults.ts';
import type { Host } from '../core/Host.ts';
import { ApiError, badRequest } from '../errors.ts';
import { bindLoopback } from './bindLoopback.ts';
import { dateSkewOf, delayOf, refusalOf } from './faultParts.ts';
import type { RequestRecord, RequestRecords } from './RequestRecords.ts';
import { sendError } from './responses.ts';
import type { App, Bindings, Site } from './Site.ts';

/** The paths of the control plane begin with this. */
const CONTROL_PREFIX = '/__emulator/';
/** The paths of the dashboard's pages. */
const PAGES = /^\/(?:assets\/|$)/;

/** The parts that the servers of an emulator share. */
interface Serving {
  readonly clock: Clock;
  readonly faults?: FaultChooser;
  /** Loads the app that serves the control plane. */
  readonly controlApp?: () => Promise<App>;
  readonly records?: RequestRecords;
}

/** Chooses the faults of requests. */
interface FaultChooser {
  choose(
    host: Host,
    incoming: IncomingMessage,
  ): { readonly fault: Fault; readonly rule?: string } | undefined;
}

/** A listening server. */
export interface Listening {
  readonly port: number;
  /** Stops listening, and ends all connections at once. */
  close(): Promise<void>;
}

/** Serves a request by the Fetch standard. */
type Fetch = (request: Request, environment: unknown) => Response | Promise<Response>;

/** Serves one of the hosts on this machine only. */
export async function listen(
  site: Site,
  port: number,
  { clock, faults, controlApp, records }: Serving,
): Promise<Listening> {
  const underway = new WeakMap<
    IncomingMessage,
    { fault: Fault | undefined; record: RequestRecord | undefined }
  >();
  let ownHosts: string[] = [];
  const { host } = site;
  const answer = lateListener(async () => {
    const [app, { applyFault }] = await Promise.all([site.app(), import('./applyFault.ts')]);
    return async (request, environment) => {
      const env = environment as HttpBindings;
      const { fault, record } = underway.get(env.incoming) ?? {};
      if (fault === undefined) return app.fetch(request, { ...env, workMs: 0, record });
      const bindings: Bindings = { ...env, workMs: delayOf(fault).workMs, record };
      return applyFault(await app.fetch(request, bindings), fault, env.outgoing, clock);
    };
  });
  const control =
    controlApp &&
    lateListener(async () => {
      const app = await controlApp();
      return (request, environment) => app.fetch(request, environment as Bindings);
    });
  const receive = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const id = `req_${randomUUID()}`;
    const now = clock.now();
    outgoing.setHeader('X-Request-Id', id);
    outgoing.setHeader('Date', httpTime(now));
    // Tells clients that this clock can be set to any time.
    outgoing.setHeader('X-Emulated-Time', now);
    const controls = control !== undefined && incoming.url?.startsWith(CONTROL_PREFIX);
    const refusal =
      refuse(incoming, host, ownHosts) ?? (controls ? refusePages(incoming, ownHosts) : undefined);
    // Neither faults nor the log apply to the control plane and the pages of the dashboard.
    const isOurs = controls === true || PAGES.test(incoming.url ?? '');
    const record = isOurs ? undefined : records?.begin(id, now, host, incoming, outgoing);
    if (refusal) {
      record?.failed(refusal);
      return sendError(outgoing.setHeader('Connection', 'close'), refusal);
    }
    if (controls) return void control(incoming, outgoing);
    const chosen = isOurs ? undefined : faults?.choose(host, incoming);
    if (record) record.fault = chosen;
    const fault = chosen?.fault;
    if (fault === 'reset') return void incoming.socket.destroy();
    if (fault !== undefined) {
      const skewMs = dateSkewOf(fault);
      if (skewMs !== 0) outgoing.setHeader('Date', httpTime(now + skewMs));
      const refused = refusalOf(fault);
      if (refused) {
        record?.failed(refused);
        const { responseMs } = delayOf(fault);
        if (responseMs === 0) return refuseWhole(incoming, outgoing, refused);
        return void clock.after(responseMs, () => refuseWhole(incoming, outgoing, refused));
      }
    }
    if (fault === undefined && site.serve(incoming, outgoing, record)) return;
    if (fault !== undefined || record) underway.set(incoming, { fault, record });
    void answer(incoming, outgoing);
  };
  // A request without `Host` is refused, as one with a foreign `Host`.
  const server = createServer({ requireHostHeader: false }, (incoming, outgoing) => {
    const { jumping } = clock;
    // A signature would be out of date before it was verified. The emulator's own agents do not wait: a jump waits for them.
    const waits = jumping && controlApp && !incoming.url?.startsWith(CONTROL_PREFIX);
    if (waits) void jumping.then(() => receive(incoming, outgoing));
    else receive(incoming, outgoing);
  });
  server.on('clientError', refuseUnreadable);
  server.on('checkExpectation', (_, outgoing: ServerResponse) =>
    sendError(
      outgoing,
      new ApiError(417, 'expectation_failed', 'Expect can be 100-continue only.', { Connection: 'close' }),
    ),
  );
  // Longer than the limits of clients, so that a connection that a client keeps is open.
  server.keepAliveTimeout = 65_000;
  const bound = await bindLoopback(server, port).catch((cause) => {
    throw portError(host, port, cause);
  });
  ownHosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${bound.port}`);
  const closeAll = (): Promise<void> => {
    bound.close();
    return close(server);
  };
  return { port: bound.port, close: closeAll };
}

/** Refuses requests that a page of another site can make a browser send: a foreign `Host` (DNS rebinding), or a change on the dashboard. */
function refuse(incoming: IncomingMessage, host: Host, own: string[]): ApiError | undefined {
  const { host: named = '' } = incoming.headers;
  if (!own.includes(named)) {
    return new ApiError(403, 'foreign_host', 'This server accepts requests to 127.0.0.1 and localhost only.');
  }
  if (!incoming.url?.startsWith('/')) return badRequest('The request target must begin with /.');
  const changes = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  if (host === 'dashboard' && changes && !isOwnOrigin(incoming, own)) {
    return new ApiError(403, 'foreign_origin', 'Another site may not change anything here.');
  }
  return undefined;
}

/**
 * Refuses requests to the control plane that a page of another site sends, also reads. A page on another port of this machine
 * is another site.
 */
function refusePages(incoming: IncomingMessage, own: string[]): ApiError | undefined {
  const site = incoming.headers['sec-fetch-site'] ?? 'same-origin';
  if (site === 'same-origin' && isOwnOrigin(incoming, own)) return undefined;
  return new ApiError(403, 'foreign_origin', 'Another site may not use the control plane.');
}

/** Programs send no origin. Our own pages send no referrer, so their origin is `null`; `Sec-Fetch-Site` identifies them. */
function isOwnOrigin({ headers }: IncomingMessage, own: string[]): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (origin === 'null') return headers['sec-fetch-site'] === 'same-origin';
  return own.some((name) => origin === `http://${name}`);
}

/** Creates a listener for an app, which is loaded with the first request. It costs more than all else at the start. */
function lateListener(load: () => Promise<Fetch>): RequestListener {
  let loading: Promise<RequestListener> | undefined;
  const start = async (): Promise<RequestListener> => {
    const [serve, { getRequestListener }, { errorResponse }] = await Promise.all([
      load(),
      import('@hono/node-server'),
      import('./createApp.ts'),
    ]);
    return getRequestListener(serve, {
      // Other code in this process keeps its own Request and Response.
      overrideGlobalObjects: false,
      errorHandler: () => errorResponse(badRequest('The request target is not a path.')),
    });
  };
  return (incoming, outgoing) => {
    loading ??= start();
    void loading.then((listener) => listener(incoming, outgoing));
  };
}

/** Responds to a malformed request, or one with too large a head, and closes the connection. */
function refuseUnreadable(cause: Error, socket: Duplex): void {
  if (!socket.writable || Reflect.get(cause, 'code') === 'ECONNRESET') return void socket.destroy();
  const { status, code, message } = unreadable(Reflect.get(cause, 'code'));
  const body = JSON.stringify({ error: message, code });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: req_${randomUUID()}\r\n\r\n${body}`,
  );
}

function unreadable(cause: unknown): ApiError {
  if (cause === 'HPE_HEADER_OVERFLOW')
    return new ApiError(431, 'headers_too_large', 'The head of the request is too large.');
  if (cause === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new ApiError(408, 'request_timeout', 'The request took too long to arrive.');
  return badRequest('This is not a request that HTTP/1.1 allows.');
}

/** Refuses a request after all of it has arrived: a client that still sends may not read the response. */
function refuseWhole(incoming: IncomingMessage, outgoing: ServerResponse, refusal: ApiError): void {
  incoming.resume().once('end', () => sendError(outgoing, refusal));
}

function portError(host: Host, port: number, cause: Error): MitosisError {
  return new MitosisError(`The ${host} cannot listen on port ${port}: ${cause.message}.`, {
    code: 'port_unavailable',
    hint: 'Another program probably uses this port. Choose another port, or 0 for any free one.',
    cause,
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
