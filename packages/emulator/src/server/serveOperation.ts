import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoint } from '@mitosislabs/api/contract';
import type { Caller, UserCaller } from '../core/Caller.ts';
import type { Context, FileContent } from '../core/Handler.ts';
import type { Host } from '../core/Host.ts';
import { ApiError } from '../errors.ts';
import type { Platform } from '../platform/Platform.ts';
import type { OfficeRow } from '../store/tables/offices.ts';
import { authenticate } from './access/authenticate.ts';
import { authorize } from './access/authorize.ts';
import { claimOf, type Idempotency, requestHash } from './idempotency.ts';
import { hasBody, NO_BODY, pathParameters, readBody, splitTarget, validQuery } from './input.ts';
import type { RequestRecord } from './RequestRecord.ts';
import { type EncodedResponse, encodeResult, fileResponse, streamResponse } from './responses.ts';
import type { Route } from './routes.ts';

/** Shared by all requests to a host. */
export interface Serving {
  readonly platform: Platform;
  readonly host: Host;
  readonly idempotency: Idempotency;
}

/** A request to serve, and the facts that the server adds. */
export interface Arrival {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** How long the work takes, in ms. */
  readonly workMs: number;
  /** The caller, when it has been authenticated already. */
  readonly administrator?: UserCaller;
  /** The record of the request for the log. */
  readonly record?: RequestRecord | undefined;
}

/** Whether the response of an operation is JSON, text or nothing: not a file and not a stream. */
export function isText({ responseType }: Endpoint): boolean {
  return responseType !== 'bytes' && responseType !== 'stream';
}

/**
 * Serves one request: authenticates and authorizes the caller, reads the input, runs the handler in a transaction.
 *
 * @returns a response of text for an operation that {@link isText}.
 */
export async function serveOperation(
  { platform, host, idempotency }: Serving,
  route: Route,
  { incoming, outgoing, workMs, administrator, record }: Arrival,
): Promise<EncodedResponse | Response> {
  const { endpoint, handler } = route;
  if (!handler) throw new ApiError(501, 'not_served', `The emulator does not serve ${endpoint.name} yet.`);
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
  return response;
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
