import type { HttpBindings } from '@hono/node-server';
import type { Endpoint } from '@mitosislabs/api/contract';
import type { Context as HonoContext } from 'hono';
import type { Context, SentFile } from '../handlers/Handler.ts';
import { ApiError } from '../platform/ApiError.ts';
import type { Platform } from '../platform/Platform.ts';
import { authenticate } from './authenticate.ts';
import { callerId } from './Caller.ts';
import type { Bindings } from './createApp.ts';
import { encodeAnswer, fileResponse, streamResponse, textResponse } from './encodeAnswer.ts';
import type { Host } from './Host.ts';
import { claimOf, type Idempotency, requestHash } from './idempotency.ts';
import { pathParameters } from './pathParameters.ts';
import { readFile, readJson } from './readBody.ts';
import { requireAllowed } from './requireAllowed.ts';
import { requireOffice } from './requireOffice.ts';
import type { Route } from './routes.ts';
import { validBody, validQuery } from './validate.ts';

/** What requests are served with. */
export interface Serving {
  readonly platform: Platform;
  readonly host: Host;
  readonly idempotency: Idempotency;
}

/** Serves one request to one operation: who, whose, what; then the handler, in a transaction. */
export async function serveOperation(
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
