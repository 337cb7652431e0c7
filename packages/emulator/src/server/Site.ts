import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Endpoint } from '@mitosislabs/api/contract';
import type { Hono } from 'hono';
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
import type { RequestRecord } from './RequestRecords.ts';
import type { RouteIndex } from './RouteIndex.ts';
import {
  type EncodedResponse,
  encodeResult,
  fileResponse,
  sendError,
  sendText,
  streamResponse,
} from './responses.ts';
import type { Route } from './routes.ts';

/** The parts that both hosts share. */
export interface SiteParts {
  readonly platform: Platform;
  readonly idempotency: Idempotency;
  readonly routes: RouteIndex;
}

/** A request to serve, and the facts that the server adds. */
interface Arrival {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** How long the work takes, in ms. */
  readonly workMs: number;
  /** The caller, when it has been authenticated already. */
  readonly administrator?: UserCaller;
  /** The record of the request for the log. */
  readonly record?: RequestRecord | undefined;
}

/** The bindings of a request. */
export interface Bindings extends HttpBindings, Omit<Arrival, keyof HttpBindings> {}

/** The app of one of the hosts. */
export type App = Hono<{ Bindings: Bindings }>;

/** Whether the response of an operation is JSON, text or nothing: not a file and not a stream. */
export function isText({ responseType }: Endpoint): boolean {
  return responseType !== 'bytes' && responseType !== 'stream';
}

/**
 * One of the hosts. It serves most operations by itself: with a `Request` and a `Response`, each would cost twice as much. The
 * app serves all other requests, and is loaded with the first of them.
 */
export class Site {
  readonly host: Host;
  readonly platform: Platform;
  readonly #idempotency: Idempotency;
  readonly #routes: RouteIndex;
  readonly #load: (site: Site) => Promise<App>;
  #app: Promise<App> | undefined;

  constructor(host: Host, { platform, idempotency, routes }: SiteParts, load: (site: Site) => Promise<App>) {
    this.host = host;
    this.platform = platform;
    this.#idempotency = idempotency;
    this.#routes = routes;
    this.#load = load;
  }

  /** Loads the app. It serves the operations too. */
  app(): Promise<App> {
    this.#app ??= this.#load(this);
    return this.#app;
  }

  /** Serves a request whose response is JSON, text or nothing. Returns false for another one. */
  serve(incoming: IncomingMessage, outgoing: ServerResponse, record: RequestRecord | undefined): boolean {
    const [path] = splitTarget(incoming.url);
    const route = this.#routes.find(this.host, incoming.method ?? '', path);
    // `/healthz` has no handler. A backslash is refused by the app: a client would read it as a slash.
    if (!route?.handler || !isText(route.endpoint) || path.includes('\\')) return false;
    this.serveOperation(route, { incoming, outgoing, workMs: 0, record }).then(
      (response) => sendText(route.endpoint, response as EncodedResponse, outgoing),
      (error: unknown) => {
        record?.failed(error);
        sendError(outgoing, error);
      },
    );
    return true;
  }

  /**
   * Serves one request: authenticates and authorizes the caller, reads the input, runs the handler in a transaction.
   *
   * @returns a response of text for an operation that {@link isText}.
   */
  async serveOperation(
    route: Route,
    { incoming, outgoing, workMs, administrator, record }: Arrival,
  ): Promise<EncodedResponse | Response> {
    const { platform, host } = this;
    const idempotency = this.#idempotency;
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
