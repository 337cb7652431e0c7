import { Hono } from 'hono';
import { openapi } from '../core/openapi.ts';
import { ApiError } from '../errors.ts';
import { handlersOf } from '../handlers/handlers.ts';
import { splitTarget } from './input.ts';
import { type EncodedResponse, errorBody, textResponse } from './responses.ts';
import { routesOf } from './routes.ts';
import { type App, isText, type Site } from './Site.ts';

/** Creates an app that serves the operations of the contract on one of the hosts. */
export function createApp(site: Site): App {
  const { host, platform } = site;
  // The raw path: a decoded or normalised one could lead to another route than the one that was signed.
  const app: App = new Hono({ getPath: (_, options) => splitTarget(options?.env?.incoming.url)[0] });
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/openapi.json', (c) => c.body(openapi(), 200, { 'Content-Type': 'application/json' }));
  for (const route of routesOf(host, handlersOf(platform))) {
    const pattern = route.segments.map((segment) => segment.replace(/^\{(\w+)\}$/, ':$1')).join('/');
    app.on(route.method, pattern, async (c) => {
      const response = await site.serveOperation(route, c.env);
      return isText(route.endpoint)
        ? textResponse(route.endpoint, response as EncodedResponse)
        : (response as Response);
    });
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
  const { status, body, headers } = errorBody(error);
  return Response.json(body, { status, headers });
}
