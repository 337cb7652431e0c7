import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Fault, Faults } from '@mitosislabs/emulator';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';

/** Server-sent events, cut in the middle of lines and of characters. */
const EVENTS = [
  'id: 7\r\neve',
  'nt: gr\xc3',
  '\xb6\xc3\x9fe\ndata: one\ndata: two \xf0\x9f',
  '\x99\x82\n',
  '\ndata: {"a":1}\n\n',
];

/** How the next requests fail that are of this method and whose target ends with this. */
interface Plan {
  method: string;
  target: string;
  faults: Fault[];
}

/** A server that misbehaves, and the plan by which an emulator does. */
export interface Probe extends TestServer {
  faults: Faults;
}

/**
 * A server that does what the platform would never do: it breaks off, stalls, redirects, answers pages. Through it, the
 * suite also says which of its requests the emulator shall fail.
 */
export async function startProbe(): Promise<Probe> {
  const plans: Plan[] = [];
  /** Answers that are still owed. */
  const open = new Set<ServerResponse>();
  /** Requests that followed a redirect to another origin. */
  let strayed = 0;
  const owe = (response: ServerResponse): void => {
    open.add(response);
    response.on('close', () => open.delete(response));
  };
  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
    async '/echo'(request, response) {
      const { method, headers } = request;
      sendJSON(response, { method, headers, body: await text(request) });
    },
    '/page': (_, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><h1>Hello</h1>'),
    '/reset': (request) => request.socket.destroy(),
    // The same server by another name: another origin.
    '/redirect': ({ socket }, response) =>
      response.writeHead(302, { location: `http://localhost:${socket.localPort}/stray` }).end(),
    '/stray': (_, response) => sendJSON(response, ++strayed),
    '/strayed': (_, response) => sendJSON(response, strayed),
    '/stall': (_, response) => owe(response),
    '/stall?head'(_, response) {
      owe(response);
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"never":');
    },
    async '/events'(_, response) {
      owe(response);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const part of EVENTS) {
        response.write(Buffer.from(part, 'latin1'));
        await sleep(10);
      }
    },
    async '/breaks'({ headers }, response) {
      const last = headers['last-event-id'] ?? 'none';
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`retry: 1\nid: ${Number.parseInt(`0${last}`, 10) + 1}\ndata: after ${last}\n\n`);
      // Some clients lose data that came just before a break.
      await sleep(200);
      response.destroy();
    },
    '/gzip': (_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify('x'.repeat(100_000)))),
    async '/faults'(request, response) {
      plans.push(JSON.parse(await text(request)) as Plan);
      sendJSON(response, plans.length);
    },
    '/open': (_, response) => sendJSON(response, open.size),
  };
  const listener: RequestListener = (request, response) => {
    const route = routes[request.url ?? ''];
    if (route) void route(request, response);
    else response.writeHead(404).end();
  };
  const faults: Faults = ({ method, target }) =>
    plans
      .find((plan) => plan.faults.length > 0 && plan.method === method && target.endsWith(plan.target))
      ?.faults.shift();
  return { ...(await serve(listener)), faults };
}

function sendJSON(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
}
