import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Endpoint } from '@mitosislabs/api/contract';
import { Hono, type Context as HonoContext } from 'hono';
import type { Caller, UserCaller } from '../core/Caller.ts';
import type { Context, FileContent } from '../core/Handler.ts';
import type { Host } from '../core/Host.ts';
import { ApiError } from '../errors.ts';
import { handlersOf } from '../handlers/handlers.ts';
import type { Platform } from '../platform/Platform.ts';
import type { OfficeRow } from '../store/tables/offices.ts';
import { authenticate } from './access/authenticate.ts';
import { authorize } from './access/authorize.ts';
import { claimOf, type Idempotency, requestHash } from './idempotency.ts';
import { hasBody, NO_BODY, pathParameters, readBody, splitTarget, validQuery } from './input.ts';
import { openapi } from './openapi.ts';
import type { RequestRecord } from './RequestRecord.ts';
import { encodeResult, fileResponse, sendText, streamResponse, textResponse } from './responses.ts';
import { type Route, routesOf } from './routes.ts';

/** The bindings of a request. */
export interface Bindings extends HttpBindings {
  /** How long the work takes, in ms. */
  readonly workMs: number;
  /** The caller, when it has been authenticated already. */
  readonly administrator?: UserCaller;
  /** Whether the response may be written to the connection at once: no fault changes it. */
  readonly isDirect: boolean;
  /** The record of the request for the log. */
  readonly record?: RequestRecord | undefined;
}

/** The app of one of the hosts. */
export type App = Hono<{ Bindings: Bindings }>;

/** Creates an app that serves the operations of the contract on one of the hosts. */
export function createApp(platform: Platform, host: Host, idempotency: Idempotency): App {
  // The raw path: a decoded or normalised one could lead to another route than the one that was signed.
  const app: App = new Hono({ getPath: (_, options) => splitTarget(options?.env?.incoming.url)[0] });
  const serving: Serving = { platform, host, idempotency };
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/openapi.json', (c) => c.body(openapi(), 200, { 'Content-Type': 'application/json' }));
  for (const route of routesOf(host, handlersOf(platform))) {
    const pattern = route.segments.map((segment) => segment.replace(/^\{(\w+)\}$/, ':$1')).join('/');
    app.on(route.method, pattern, (c) => serveOperation(serving, route, c));
  }
  app.notFound((c) => {
    const { method, url } = c.env.incoming;
    throw new ApiError(501, 'unknown_route', `The emulator has no route ${method} ${splitTarget(url)[0]}.`);
  });
  app.onError((error, c) => {
    c.env.record?.failed(error);
    return errorResponse(error);
  });
  return app;
}

/** The response for an error. */
export function errorResponse(error: unknown): Response {
  if (error instanceof ApiError) {
    const { status, code, message, headers } = error;
    return Response.json({ error: message, code }, { status, headers });
  }
  const message = error instanceof Error ? error.message : String(error);
  return Response.json({ error: `The emulator failed: ${message}`, code: 'internal' }, { status: 500 });
}

/** Shared by all requests of an app. */
interface Serving {
  readonly platform: Platform;
  readonly host: Host;
  readonly idempotency: Idempotency;
}

/** Serves one request: authenticates and authorizes the caller, reads the input, runs the handler in a transaction. */
async function serveOperation(
  { platform, host, idempotency }: Serving,
  route: Route,
  c: HonoContext<{ Bindings: Bindings }>,
): Promise<Response> {
  const { endpoint, handler } = route;
  if (!handler) throw new ApiError(501, 'not_served', `The emulator does not serve ${endpoint.name} yet.`);
  const { incoming, outgoing, workMs, administrator, isDirect, record } = c.env;
  // Node joins repeated headers into one text; only `set-cookie` would be a list.
  const headers = incoming.headers as Readonly<Record<string, string | undefined>>;
  const method = incoming.method ?? '';
  const target = incoming.url ?? '';
  const [path, search] = splitTarget(target);
  const params = pathParameters(route, path);
  const { officeId } = params as { officeId?: string };
  const { generation } = platform.db;
  const found = administrator ?? authenticate(platform, host, { method, target, headers }, officeId);
  const caller = found instanceof Promise ? await found : found;
  record?.calledBy(caller);
  const key = idempotency.isOn ? headers['idempotency-key'] : undefined;
  const claim = claimOf(method, key, caller.id, endpoint.name);
  const office = officeId === undefined ? () => undefined : officeReader(platform, caller, officeId);
  // The first request with this key may have deleted the office, or transferred it.
  if (!idempotency.knows(claim)) office();
  // Users may call all operations on their own offices.
  if (caller.kind === 'agent') authorize(platform.delegates, caller, endpoint, params);
  const query = endpoint.query && validQuery(endpoint.query, search);
  const { body, parts } = hasBody(endpoint) ? await readBody(endpoint, incoming, record) : NO_BODY;
  platform.db.requireGeneration(generation);
  // A request with a key goes on when its client leaves: the client may repeat it to get the response.
  const abort = claim ? lateAbort() : lateAbort(outgoing);
  const lastEventId = headers['last-event-id'];
  const handle = () =>
    handler({
      host,
      caller,
      params,
      query,
      body,
      lastEventId,
      // The office is read again: it may have changed while the body came.
      office: office(),
      get signal() {
        return abort().signal;
      },
    } as Context<Endpoint>);
  if (endpoint.responseType === 'bytes') {
    const file = (await handle()) as FileContent;
    record?.responded(file);
    return fileResponse(file, headers);
  }
  if (endpoint.responseType === 'stream') {
    return streamResponse(handle() as AsyncIterable<string>, () => abort().abort(), record);
  }
  const response = await idempotency.respond(claim, {
    request: claim ? requestHash([JSON.stringify([params, query]), ...parts]) : '',
    workMs,
    run: () => {
      const value = handle();
      if (value instanceof Promise) return value.then((settled) => encodeResult(endpoint, settled));
      return encodeResult(endpoint, value);
    },
  });
  record?.respondedWith(response);
  return isDirect ? sendText(endpoint, response, outgoing) : textResponse(endpoint, response);
}

/** Reads an office that the caller may act on. It is read again only after a write. */
function officeReader(platform: Platform, caller: Caller, officeId: string): () => OfficeRow {
  let version: number | undefined;
  let office: OfficeRow | undefined;
  return () => {
    if (!office || version !== platform.db.version) {
      office = platform.offices.get(caller, officeId);
      version = platform.db.version;
    }
    return office;
  };
}

/** Creates a controller when it is first used: few operations wait. It aborts when the connection of `outgoing` ends. */
function lateAbort(outgoing?: ServerResponse): () => AbortController {
  let abort: AbortController | undefined;
  return () => {
    if (abort) return abort;
    const controller = new AbortController();
    abort = controller;
    if (outgoing?.closed) controller.abort();
    outgoing?.once('close', () => controller.abort());
    return controller;
  };
}
