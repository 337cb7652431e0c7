import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import type { Settings } from './Outcome.ts';

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>Mitosis SDK</title><output></output>' +
  '<script type="module" src="/page.js"></script>';
/** Nothing but our own: no inline script, no `eval`, no other host. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";

/**
 * One origin for a browser: a page with the suite, and behind it the two hosts of an emulator and the probe. Neither has
 * to let other origins in for it, as a site's own server would stand before the platform.
 *
 * @param scripts - The page's scripts, by file name; `page.js` is the first.
 */
export async function startFront(
  settings: Settings,
  scripts: ReadonlyMap<string, string>,
): Promise<TestServer> {
  return serve((request, response) => {
    const { url: target = '' } = request;
    const script = scripts.get(target.slice(1));
    const type = (name: string): ServerResponse =>
      response.setHeader('content-type', `${name}; charset=utf-8`);
    if (script !== undefined) type('text/javascript').end(script);
    else if (target === '/') {
      response.setHeader('content-security-policy', POLICY);
      type('text/html').end(PAGE);
    } else if (target === '/settings.json') {
      const origin = `http://${request.headers.host}`;
      const own = { endpoint: origin, dashboardEndpoint: origin, probe: `${origin}/probe` };
      type('application/json').end(JSON.stringify({ ...settings, ...own }));
    } else if (target.startsWith('/probe/'))
      pass(request, response, settings.probe, target.slice('/probe'.length));
    else if (target.startsWith('/api/v1/') || target === '/healthz')
      pass(request, response, settings.endpoint, target);
    else if (target.startsWith('/api/')) pass(request, response, settings.dashboardEndpoint, target);
    else response.writeHead(404).end();
  });
}

/** Hands a request on with its target as it stands, and breaks off on one side when the other does. */
function pass(request: IncomingMessage, response: ServerResponse, host: string, target: string): void {
  // The origin is this one's: to the platform it is a program that asks.
  const { host: _, origin: __, ...headers } = request.headers;
  const { hostname, port } = new URL(host);
  const upstream = forward({ hostname, port, path: target, method: request.method, headers, agent: false });
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    // A stream's head is news too.
    response.flushHeaders();
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}
