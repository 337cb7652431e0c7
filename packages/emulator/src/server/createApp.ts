import type { HttpBindings } from '@hono/node-server';
import type { Endpoint } from '@mitosislabs/api/contract';
import { Hono, type Context as HonoContext } from 'hono';
import { ApiError } from '../ApiError.ts';
import { callerId } from '../core/Caller.ts';
import type { Context, SentFile } from '../core/Handler.ts';
import type { Host } from '../core/Host.ts';
import type { Platform } from '../platform/Platform.ts';
import { requireOffice } from '../platform/requireOffice.ts';
import { authenticate } from './authenticate.ts';
import { requireAllowed } from './authorize.ts';
import { readFile, readJson } from './body.ts';
import { claimOf, type Idempotency, requestHash } from './idempotency.ts';
import { openapi } from './openapi.ts';
import { encodeAnswer, fileResponse, streamResponse, textResponse } from './responses.ts';
import { pathParameters, type Route, routesOf } from './routes.ts';
import { validBody, validQuery } from './validate.ts';

/** What comes with a request, beside itself. */
export interface Bindings extends HttpBindings {
  /** How long the work is to take, in ms. */
  readonly workMs: number;
}

/** What is served on one of the hosts. */
export type App = Hono<{ Bindings: Bindings }>;

/** The operations of the contract on one of the hosts. */
export function createApp(platform: Platform, host: Host, idempotency: Idempotency): App {
  // The raw path: a decoded or normalised one could lead to another route than the one that was signed.
  const app: App = new Hono({ getPath: (_, options) => pathOf(options?.env?.incoming.url) });
  const serving: Serving = { platform, host, idempotency };
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/openapi.json', (c) => c.body(openapi(), 200, { 'Content-Type': 'application/json' }));
  for (const route of routesOf(host)) {
    const pattern = route.segments.map((segment) => segment.replace(/^\{(\w+)\}$/, ':$1')).join('/');
    app.on(route.method, pattern, (c) => serveOperation(serving, route, c));
  }
  app.notFound((c) => {
    const { method, url } = c.env.incoming;
    return errorResponse(
      new ApiError(501, 'unknown_route', `The emulator has no route ${method} ${pathOf(url)}.`),
    );
  });
  app.onError((error) => errorResponse(error));
  return app;
}

/** An error as every answer gives it. */
export function errorResponse(error: unknown): Response {
  if (error instanceof ApiError) {
    const { status, code, message, headers } = error;
    return Response.json({ error: message, code }, { status, headers });
  }
  const message = error instanceof Error ? error.message : String(error);
  return Response.json({ error: `The emulator failed: ${message}`, code: 'internal' }, { status: 500 });
}

function pathOf(target = '/'): string {
  const mark = target.indexOf('?');
  return mark < 0 ? target : target.slice(0, mark);
}

/** What requests are served with. */
interface Serving {
  readonly platform: Platform;
  readonly host: Host;
  readonly idempotency: Idempotency;
}

/** Serves one request to one operation: who, whose, what; then the handler, in a transaction. */
async function serveOperation(
  { platform, host, idempotency }: Serving,
  route: Route,
  c: HonoContext<{ Bindings: Bindings }>,
): Promise<Response> {
  const { endpoint, handler } = route;
  if (!handler) throw new ApiError(501, 'not_served', `The emulator does not serve ${endpoint.name} yet.`);
  const { incoming, outgoing, workMs } = c.env;
  const header = (name: string) => incoming.headers[name]?.toString();
  const method = incoming.method ?? '';
  const target = incoming.url ?? '';
  const [rawPath = '', search = ''] = splitTarget(target);
  const params = pathParameters(route, rawPath);
  const { officeId } = params as { officeId?: string };
  const caller = authenticate(platform, host, { method, target, header }, officeId);
  const key = idempotency.isOn ? header('idempotency-key') : undefined;
  const claim = claimOf(method, key, callerId(caller), endpoint.name);
  const office = () => (officeId === undefined ? undefined : requireOffice(platform, caller, officeId));
  // What comes again may be what deleted the office, or gave it away.
  if (!idempotency.knows(claim)) office();
  requireAllowed(platform, caller, endpoint, params);
  const query = endpoint.query && validQuery(endpoint.query, search);
  const { body, parts } = await readInput(endpoint, incoming);
  const abort = new AbortController();
  // Work that carries a key goes on: its client may come back for the answer.
  if (!claim) outgoing.once('close', () => abort.abort());
  const { signal } = abort;
  const lastEventId = header('last-event-id');
  const facts = { platform, host, caller, params, query, body, lastEventId, signal };
  // The office as it is when the work begins.
  const handle = () => handler({ ...facts, office: office() } as Context<Endpoint>);
  if (endpoint.answer === 'bytes') return fileResponse((await handle()) as SentFile);
  if (endpoint.answer === 'stream') {
    return streamResponse(handle() as AsyncIterable<string>, () => abort.abort());
  }
  const answer = await idempotency.answer(claim, {
    request: requestHash([JSON.stringify([params, query]), ...parts]),
    workMs,
    run: () => {
      const value = handle();
      if (value instanceof Promise) return value.then((settled) => encodeAnswer(endpoint, settled));
      return encodeAnswer(endpoint, value);
    },
  });
  return textResponse(endpoint, answer);
}

/** The body of a request as the contract wants it, and what of it tells requests apart. */
async function readInput(
  endpoint: Endpoint,
  incoming: HttpBindings['incoming'],
): Promise<{ body: unknown; parts: (string | Uint8Array)[] }> {
  if (endpoint.multipart !== undefined) {
    const file = await readFile(incoming, endpoint.multipart);
    return { body: file, parts: [file.name, file.content] };
  }
  if (endpoint.body === undefined) return { body: undefined, parts: [] };
  const { value, bytes } = await readJson(incoming);
  return { body: validBody(endpoint.body, value), parts: [bytes] };
}

/** Path and query of a request target. */
function splitTarget(target: string): [string, string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}
