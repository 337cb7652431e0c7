import type { AgentAuthConfig, AuthMethod } from '@mitosislabs/auth';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { loadEventStream } from '#lateParts';
import { defaultWire } from '#wire';
import { abortableIterator } from '../abortableIterator.ts';
import { fileForm } from '../body/fileForm.ts';
import { failureToError } from '../errors/failureToError.ts';
import { responseToError } from '../errors/responseToError.ts';
import { dashboardEndpointFor } from '../hosts.ts';
import type { ClientConfig } from '../options/ClientConfig.ts';
import { type Query, type RawRequest, readRequest, readStreamRequest } from '../options/formerRequests.ts';
import { isBrowser } from '../options/isBrowser.ts';
import { parseEndpoint } from '../options/parseEndpoint.ts';
import { requestUrl } from '../options/requestUrl.ts';
import type { HttpMethod, StreamRequest, TransportLike, TransportRequest } from '../options/TransportLike.ts';
import { PRODUCT, userAgent } from '../options/userAgent.ts';
import { Log } from '../redact/Log.ts';
import { redactHeaders } from '../redact/redactHeaders.ts';
import type { APIPromise, WithResponse } from '../response/APIPromise.ts';
import { readAnswer } from '../response/readAnswer.ts';
import { readFailure } from '../response/readFailure.ts';
import { readRateLimit } from '../response/readRateLimit.ts';
import { toAPIPromise } from '../response/toAPIPromise.ts';
import { withIdleLimit } from '../response/withIdleLimit.ts';
import type { ServerSentEvent } from '../stream/ServerSentEvent.ts';
import { kyWire } from '../wire/kyWire.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { authenticatorsFor } from './authenticatorFor.ts';
import type { Call } from './Call.ts';
import { assertLimit } from './Deadline.ts';
import { KeySupport } from './KeySupport.ts';
import { assertRetries, type Defaults, endpointOf, prepareCall } from './prepareCall.ts';
import { ServerClock } from './ServerClock.ts';
import { type Pipe, sendAttempt } from './sendAttempt.ts';
import { withRetries } from './withRetries.ts';

/** The methods by name, for editors; a `string` compiles too. Unknown ones are refused before anything is sent. */
type AnyMethod = HttpMethod | (string & Record<never, never>);

const MIB = 1024 * 1024;
/** The logged length of an event's name. */
const LONGEST_NAME = 100;

/**
 * The authenticated pipe to the platform. Signs the very URL that goes out, gives credentials to the two configured
 * hosts only, limits the time, sends again what may be sent again, and turns every failure into an {@link OS1Error}.
 *
 * @example
 * ```ts
 * import { Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * const offices = await transport.request<{ id: string }[]>('GET', '/api/v1/offices', { timeout: 5_000 });
 * ```
 */
export class Transport implements TransportLike {
  /** The office-manager, without a trailing slash. */
  readonly endpoint: string;
  /** The dashboard, without a trailing slash. */
  readonly dashboardEndpoint: string;
  readonly #config: ClientConfig;
  readonly #product: string;
  readonly #defaults: Defaults;
  readonly #pipe: Pipe;

  /**
   * @param config - Where the platform is, and as whom to act.
   * @param product - The package and its version, for the `User-Agent` header. Default: this package's.
   * @throws {@link InvalidArgumentError} when an endpoint is no https URL (http only on this machine), a limit cannot be
   * one, or the credentials are malformed or name ways to sign in that exclude each other.
   */
  constructor(config: ClientConfig, product: string = PRODUCT) {
    this.endpoint = parseEndpoint('endpoint', config.endpoint);
    this.dashboardEndpoint = parseEndpoint(
      'dashboardEndpoint',
      config.dashboardEndpoint ?? dashboardEndpointFor(this.endpoint),
    );
    const { timeout = 30_000, attemptTimeout, maxRetries = 2, maxRetryAfter = 120_000 } = config;
    const { maxAnswerBytes = 32 * MIB, maxErrorBytes = MIB / 16, headers } = config;
    for (const [name, limit] of Object.entries({
      timeout,
      attemptTimeout: attemptTimeout ?? 0,
      maxRetryAfter,
    })) {
      assertLimit(name, limit);
    }
    for (const [name, limit] of Object.entries({ maxAnswerBytes, maxErrorBytes })) {
      if (!(limit >= 0)) throw new InvalidArgumentError(name, 'must be a number of bytes, 0 or more');
    }
    assertRetries(maxRetries);
    const { idempotencyKeys = 'auto' } = config;
    if (typeof idempotencyKeys !== 'boolean' && idempotencyKeys !== 'auto') {
      throw new InvalidArgumentError('idempotencyKeys', "must be true, false or 'auto'");
    }
    this.#config = config;
    this.#product = product;
    this.#defaults = {
      endpoint: this.endpoint,
      dashboardEndpoint: this.dashboardEndpoint,
      identities: authenticatorsFor(config),
      userAgent: userAgent(product, config.userAgent),
      timeout,
      attemptTimeout,
      maxRetries,
      maxRetryAfter,
      maxAnswerBytes,
      headers,
      hasMiddleware: (config.middleware ?? []).length > 0,
      unread: new Set(),
    };
    this.#pipe = {
      wire: config.wire ?? (config.fetch ? kyWire(config.fetch) : defaultWire()),
      middleware: config.middleware ?? [],
      clock: new ServerClock(),
      keys: new KeySupport(idempotencyKeys),
      origins: new Set([this.endpoint, this.dashboardEndpoint].map((host) => new URL(host).origin)),
      maxErrorBytes,
      log: new Log(config.logger, config.logLevel),
    };
  }

  /** How the caller is authenticated, if at all. */
  get authMethod(): AuthMethod | undefined {
    return this.#defaults.identities.auth?.method;
  }

  /** The name of the agent that signs every call; `undefined` unless the caller is an agent. */
  get agentId(): string | undefined {
    const { auth } = this.#defaults.identities;
    if (auth?.method !== 'agent') return undefined;
    const agentId: unknown = this.#config.agent?.agentId ?? Reflect.get(auth, 'agentId');
    return typeof agentId === 'string' ? agentId : undefined;
  }

  /**
   * A transport to the same hosts that acts as an agent. It shares this one's connections.
   *
   * @param agent - The agent's name and private key.
   * @throws {@link InvalidArgumentError} when the key is no private key.
   *
   * @example
   * ```ts
   * import { generateKeyPair } from '@mitosislabs/auth';
   * import { Transport } from '@mitosislabs/transport';
   *
   * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
   * const aria = transport.as({ agentId: 'aria', signingKey: generateKeyPair().privateKey });
   * console.log(aria.authMethod); // agent
   * ```
   */
  as(agent: AgentAuthConfig): Transport {
    if (agent === undefined) throw new InvalidArgumentError('agent', 'is missing');
    const { apiKey, jwt, auth, ...rest } = this.#config;
    const other = new Transport({ ...rest, agent, wire: this.#pipe.wire }, this.#product);
    // The same hosts share clocks and key support.
    other.#pipe.clock = this.#pipe.clock;
    other.#pipe.keys = this.#pipe.keys;
    return other;
  }

  /**
   * Sends one request and reads its answer.
   *
   * @typeParam T - What the answer is; it is not checked here.
   * @param method - The HTTP method.
   * @param path - The path, beginning with `/`, percent-encoded; it may have a query.
   * @param request - Query, body, host, how to read the answer, limits, signal, whether it may be sent again.
   * @returns the parsed answer; `undefined` for an empty one. `.withResponse()` gives its head too.
   * @throws {@link OS1Error} for every answer other than 2xx, and when there is none.
   * @throws {@link InvalidArgumentError} before anything is sent, when the request cannot be right.
   */
  request<T = unknown>(
    method: AnyMethod,
    path: string,
    request?: TransportRequest & { raw?: false | undefined },
  ): APIPromise<T>;
  /**
   * Sends one request and returns its answer unread.
   *
   * @deprecated Write `request(method, path, { as: 'response' })`.
   *
   * @typeParam T - A `Response`.
   * @param method - The HTTP method.
   * @param path - The path, beginning with `/`.
   * @param request - `raw: true`, and the rest as ever.
   */
  request<T = Response>(
    method: AnyMethod,
    path: string,
    request: TransportRequest & { raw: true },
  ): APIPromise<T>;
  request<T = unknown>(method: AnyMethod, path: string, request: RawRequest = {}): APIPromise<T> {
    return this.#start<T>(method, path, () => readRequest(request));
  }

  /**
   * Sends a GET.
   *
   * @deprecated Write `request('GET', path, { query })`, which takes limits and a signal too.
   *
   * @param path - The path, beginning with `/`.
   * @param query - Appended to the path.
   */
  get<T = unknown>(path: string, query?: Query): APIPromise<T> {
    return this.#start<T>('GET', path, () => ({ query }));
  }

  /**
   * Sends a POST.
   *
   * @deprecated Write `request('POST', path, { body })`, which takes limits and a signal too.
   *
   * @param path - The path, beginning with `/`.
   * @param body - Sent as JSON; bytes, forms and streams as they are.
   */
  post<T = unknown>(path: string, body?: unknown): APIPromise<T> {
    return this.#start<T>('POST', path, () => ({ body }));
  }

  /**
   * Sends a PUT.
   *
   * @deprecated Write `request('PUT', path, { body })`, which takes limits and a signal too.
   *
   * @param path - The path, beginning with `/`.
   * @param body - Sent as JSON; bytes, forms and streams as they are.
   */
  put<T = unknown>(path: string, body?: unknown): APIPromise<T> {
    return this.#start<T>('PUT', path, () => ({ body }));
  }

  /**
   * Sends a PATCH.
   *
   * @deprecated Write `request('PATCH', path, { body })`, which takes limits and a signal too.
   *
   * @param path - The path, beginning with `/`.
   * @param body - Sent as JSON; bytes, forms and streams as they are.
   */
  patch<T = unknown>(path: string, body?: unknown): APIPromise<T> {
    return this.#start<T>('PATCH', path, () => ({ body }));
  }

  /**
   * Sends a DELETE.
   *
   * @deprecated Write `request('DELETE', path)`, which takes limits and a signal too.
   *
   * @param path - The path, beginning with `/`.
   */
  delete<T = unknown>(path: string): APIPromise<T> {
    return this.#start<T>('DELETE', path, () => ({}));
  }

  /**
   * Sends a file as a form with the field `file`.
   *
   * @deprecated Write `files.upload(officeId, filename, data)`, or `request('POST', path, { body: form })`.
   *
   * @param path - The path, beginning with `/`.
   * @param filename - The name of the file, without folders.
   * @param bytes - Its content.
   */
  upload<T = unknown>(path: string, filename: string, bytes: Uint8Array | ArrayBuffer | Blob): APIPromise<T> {
    return this.#start<T>('POST', path, () => ({ body: fileForm(filename, bytes) }));
  }

  /**
   * Streams server-sent events (HTML standard, 9.2). A connection that breaks, or is silent for too long, is opened
   * again from the last event on (`Last-Event-ID`); what cannot be recovered throws. Leaving the loop closes it, and so do
   * `return()` and `throw()` at once, also while `next()` waits.
   *
   * An event of more than 1 MiB is skipped, and told to `onSkip` and the logger. So is one of more than 64 MiB, by a new
   * connection that goes on behind it; if its id came late, or not at all, only up to 256 MiB.
   *
   * @param path - The path, beginning with `/`.
   * @param request - `timeout` limits each wait for more (default: 45,000 ms), not the whole.
   * @throws {@link OS1Error} for every answer other than a 2xx event stream, and when there have been too many failures
   * in a row.
   */
  stream(path: string, request?: StreamRequest): AsyncGenerator<ServerSentEvent, void, undefined>;
  /**
   * Streams server-sent events.
   *
   * @deprecated Write `stream(path, { query })`.
   *
   * @param path - The path, beginning with `/`.
   * @param query - Appended to the path. None of its names may be one of the options.
   */
  stream(path: string, query: Query): AsyncGenerator<ServerSentEvent, void, undefined>;
  stream(path: string, given?: StreamRequest | Query): AsyncGenerator<ServerSentEvent, void, undefined> {
    const request = readStreamRequest(given);
    return abortableIterator((signal) => this.#stream(path, { ...request, signal }), request);
  }

  /** Calls, and keeps the caller's lines for its errors. */
  #start<T>(method: string, path: string, read: () => TransportRequest): APIPromise<T> {
    const caller = new Error();
    const call = async (): Promise<WithResponse<T>> => this.#call<T>(method, path, read(), caller);
    return toAPIPromise(call(), caller);
  }

  async *#stream(path: string, request: StreamRequest): AsyncGenerator<ServerSentEvent, void, undefined> {
    const eventStream = await loadEventStream();
    const { timeout: idleTimeout, maxReconnects, lastEventId, onSkip, signal, ...rest } = request;
    const url = requestUrl(endpointOf(this.#defaults, request.host), path, request.query);
    const call = {
      attempt: { method: 'GET', url, number: 1, secrets: [] },
      operation: request.operation,
    } as const;
    yield* eventStream((id, connection) => this.#connect(path, rest, id, connection), {
      url: url.origin + url.pathname,
      idleTimeout,
      maxReconnects,
      lastEventId,
      onSkip: (skipped) => {
        const { event, id, size } = skipped;
        const fields = { event: event?.slice(0, LONGEST_NAME), id, size };
        this.#pipe.log.tell('warn', 'skipped an event of more than 1 MiB', call, () => fields);
        onSkip?.(skipped);
      },
      signal,
    });
  }

  async #call<T>(
    method: string,
    path: string,
    request: TransportRequest,
    caller: Error,
  ): Promise<WithResponse<T>> {
    const call = prepareCall(this.#defaults, method, path, request);
    if (request.as === 'response') call.caller = caller;
    const { log } = this.#pipe;
    try {
      const attempt = (): Promise<WithResponse<T>> => this.#attempt<T>(call, request);
      const answer = await withRetries(call, attempt, this.#defaults.maxRetryAfter, this.#pipe);
      if (request.as !== 'response' && request.as !== 'stream') call.deadline.release();
      return answer;
    } catch (error) {
      call.deadline.close();
      log.tell('error', 'a call failed', call, () => ({ error }));
      throw error;
    }
  }

  async #attempt<T>(call: Call, request: TransportRequest): Promise<WithResponse<T>> {
    const response = await this.#send(call);
    try {
      const data = (await readAnswer(response, request, call, this.#defaults.maxAnswerBytes)) as T;
      const { status, headers } = response;
      const requestId = headers['x-request-id'];
      const rateLimit = readRateLimit(headers);
      return { data, response: { status, headers, requestId, attempts: call.attempt.number, rateLimit } };
    } catch (failure) {
      throw readFailure(failure, call);
    }
  }

  /** One attempt, as far as its head: what is not 2xx throws. */
  async #send(call: Call): Promise<WireResponse> {
    const { log, maxErrorBytes } = this.#pipe;
    const started = performance.now();
    log.tell('debug', 'request', call);
    const response = await call.single.race(sendAttempt(call, this.#pipe));
    const { status, headers } = response;
    log.tell('debug', 'response', call, () => ({
      status,
      ms: Math.round(performance.now() - started),
      requestId: headers['x-request-id'],
    }));
    if (status >= 200 && status < 300) return response;
    throw await responseToError(response, call, maxErrorBytes);
  }

  /** Opens an event stream once: whoever reads it is the one who opens it again. */
  async #connect(
    path: string,
    request: Omit<StreamRequest, 'signal' | 'timeout'>,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): Promise<WireResponse> {
    const headers = {
      // Browsers send it themselves. Set here, it would need a CORS preflight.
      ...(!isBrowser() && { 'cache-control': 'no-cache' }),
      ...request.headers,
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    };
    const call = prepareCall(this.#defaults, 'GET', path, { ...request, headers, signal });
    try {
      const response = await this.#send(call);
      call.deadline.pause();
      // Whoever reads it does not know what must not be told.
      const clean = redactHeaders(response.headers, call.attempt.secrets);
      return { ...response, headers: clean, body: withIdleLimit(response.body, call, false) };
    } catch (failure) {
      // An error of a middleware's own is passed on as it is.
      const error = call.deadline.signal.aborted ? failureToError(failure, call) : failure;
      call.deadline.close();
      throw error;
    }
  }
}
