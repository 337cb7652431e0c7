import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { Hono, type Context as HonoContext } from 'hono';
import { ApiError, badRequest } from '../../errors.ts';
import { parseJson, readBytes, splitTarget } from '../../server/input.ts';
import { streamResponse } from '../../server/responses.ts';
import type { App, Bindings } from '../../server/Site.ts';
import { callMethod } from '../bindMethods.ts';
import type { Control } from '../Control.ts';
import { isMethod } from '../methods.ts';
import type { RequestQuery } from '../RequestLog.ts';

/** The largest body with arguments, in bytes: a seed with files. */
const JSON_BYTES = 64 * 1024 * 1024;
/** The largest exported state that can be imported, in bytes. */
const BINARY_BYTES = 1024 * 1024 * 1024;
const METHOD_PATH = /^\/__emulator\/control\/([\w.]{1,100})$/;

/**
 * Creates the app that serves a control under `/__emulator/`, to callers with its token. A method is
 * `POST /__emulator/control/<method>`, with the arguments as a list in JSON, or as bytes if it takes bytes.
 */
export function createControlApp(control: Control, token: string): App {
  const app: App = new Hono({ getPath: (_, options) => splitTarget(options?.env?.incoming.url)[0] });
  const expected = hashOf(token);
  app.use('*', async (c, next) => {
    requireToken(c.env.incoming, expected);
    await next();
    c.res.headers.set('Cache-Control', 'no-store');
  });
  app.all('/__emulator/control/:method', (c) => serveMethod(control, c));
  app.get('/__emulator/log', (c) => followLog(control, c));
  app.notFound((c) =>
    errorResponse(
      new ApiError(404, 'unknown_method', `The control plane has no ${splitTarget(c.env.incoming.url)[0]}.`),
    ),
  );
  app.onError((error) => errorResponse(error));
  return app;
}

async function serveMethod(control: Control, c: HonoContext<{ Bindings: Bindings }>): Promise<Response> {
  const { incoming } = c.env;
  const [path, search] = splitTarget(incoming.url);
  const [, name = ''] = METHOD_PATH.exec(path) ?? [];
  if (!isMethod(name)) throw new ApiError(404, 'unknown_method', `The control plane has no method ${name}.`);
  if (incoming.method !== 'POST') {
    throw new ApiError(405, 'method_not_allowed', `${name} is called with POST.`, { Allow: 'POST' });
  }
  if (search !== '') throw badRequest('The control plane takes no query: arguments go in the body.');
  const args = await readArguments(incoming);
  if (name === 'log.next') args[1] = { ...Object(args[1]), signal: whileConnected(c) };
  const result = await callMethod(control, name, args);
  if (result === undefined) return new Response(null, { status: 204 });
  if (result instanceof Uint8Array) {
    return new Response(result as Uint8Array<ArrayBuffer>, {
      headers: { 'Content-Type': 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' },
    });
  }
  return Response.json(result);
}

/** Serves the requests of the log as they end, as server-sent events. The query is JSON, in the parameter `query`. */
function followLog(control: Control, c: HonoContext<{ Bindings: Bindings }>): Response {
  const [, search] = splitTarget(c.env.incoming.url);
  const parameters = new URLSearchParams(search);
  const query = parameters.get('query');
  if ([...parameters.keys()].some((name) => name !== 'query'))
    throw badRequest('The only parameter is query.');
  const stop = new AbortController();
  const signal = whileConnected(c, stop);
  const requests = control.log.follow(query === null ? {} : (parseJson(Buffer.from(query)) as RequestQuery), {
    signal,
  });
  const events = async function* (): AsyncGenerator<string> {
    yield ': following\n\n';
    for await (const request of requests) yield `data: ${JSON.stringify(request)}\n\n`;
  };
  return streamResponse(events(), () => stop.abort());
}

/** A signal that aborts when the client leaves. */
function whileConnected(c: HonoContext<{ Bindings: Bindings }>, stop = new AbortController()): AbortSignal {
  c.env.outgoing.once('close', () => stop.abort());
  return stop.signal;
}

/** Reads the arguments. No form can send a body of these types. */
async function readArguments(incoming: IncomingMessage): Promise<unknown[]> {
  const type = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/octet-stream') return [await readBytes(incoming, BINARY_BYTES)];
  if (type !== 'application/json') {
    throw new ApiError(415, 'unsupported_media_type', 'The body must be application/json.');
  }
  const args = parseJson(await readBytes(incoming, JSON_BYTES));
  if (!Array.isArray(args)) throw badRequest('The body must be a list of arguments.');
  // JSON has no `undefined`: an optional argument that is left out is null.
  return args.map((value) => value ?? undefined);
}

function requireToken(incoming: IncomingMessage, expected: Buffer): void {
  const given = /^Bearer ([!-~]+)$/.exec(incoming.headers.authorization ?? '')?.[1];
  if (given !== undefined && timingSafeEqual(hashOf(given), expected)) return;
  throw new ApiError(
    401,
    'unauthorized',
    given === undefined
      ? 'The control plane needs the control token of this emulator, as Authorization: Bearer.'
      : 'The control token is not the one of this emulator.',
    { 'WWW-Authenticate': 'Bearer' },
  );
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const STATUSES: Readonly<Record<string, number>> = { invalid_argument: 400, not_found: 404, timeout: 408 };

function errorResponse(error: unknown): Response {
  if (error instanceof ApiError) {
    const { status, code, message, headers } = error;
    return Response.json({ error: message, code }, { status, headers });
  }
  if (!(error instanceof MitosisError)) {
    const message = error instanceof Error ? error.message : String(error);
    return Response.json({ error: `The emulator failed: ${message}`, code: 'internal' }, { status: 500 });
  }
  const { message, code, hint } = error;
  const argument = error instanceof InvalidArgumentError ? error.argument : undefined;
  return Response.json({ error: message, code, hint, argument }, { status: STATUSES[code] ?? 409 });
}
