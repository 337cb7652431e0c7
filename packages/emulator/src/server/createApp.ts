import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { ApiError } from '../platform/ApiError.ts';
import type { Platform } from '../platform/Platform.ts';
import type { Host } from './Host.ts';
import type { Idempotency } from './idempotency.ts';
import { openapi } from './openapi.ts';
import { routesOf } from './routes.ts';
import { type Serving, serveOperation } from './serveOperation.ts';

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
