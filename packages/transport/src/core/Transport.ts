import type { AgentAuthConfig, AuthMethod } from '@mitosislabs/auth';
import { captureCaller, InvalidArgumentError, withCaller } from '@mitosislabs/auth/errors';
import { isFollowed } from '#telemetry';
import { defaultWire } from '#wire';
import { fileForm } from '../body/fileForm.ts';
import { abortableIterator } from '../call/abortableIterator.ts';
import { Call } from '../call/Call.ts';
import { ServerClock } from '../call/ServerClock.ts';
import { readConfig, type Settings } from '../call/settings.ts';
import { readFailure } from '../errors/failureToError.ts';
import type { APIPromise } from '../options/APIPromise.ts';
import type { ClientConfig } from '../options/ClientConfig.ts';
import { type Query, type RawRequest, readRequest, readStreamRequest } from '../options/formerRequests.ts';
import type { ResponseInfo } from '../options/ResponseInfo.ts';
import type { ServerSentEvent } from '../options/ServerSentEvent.ts';
import type { HttpMethod, StreamRequest, TransportLike, TransportRequest } from '../options/TransportLike.ts';
import { createLog } from '../redact/Log.ts';
import { readRateLimit, readResponse } from '../response/readResponse.ts';
import { PRODUCT } from '../runtime/userAgent.ts';
import { fetchWire } from '../wire/fetchWire.ts';
import { ownWires } from '../wire/Wire.ts';
import type { AttemptContext } from './AttemptContext.ts';
import { followCall } from './followCall.ts';
import { openStream } from './openStream.ts';
import { KeySupport, withRetries } from './retries.ts';
import { sendAttempt } from './sendAttempt.ts';

/** The methods by name, for editors; a `string` compiles too. Unknown ones are refused before anything is sent. */
type AnyMethod = HttpMethod | (string & Record<never, never>);

/**
 * An authenticated HTTP client for the platform. It signs the URL that goes out, sends credentials to the two
 * configured hosts only, limits the time, retries requests that are safe to retry, and turns every failure into an
 * {@link OS1Error}.
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
  readonly #settings: Settings;
  #context: AttemptContext;

  /**
   * @param config - Where the platform is, and as whom to act.
   * @param product - The package and its version, for the `User-Agent` header. Default: this package's.
   * @throws {@link InvalidArgumentError} when an endpoint is not an https URL (http only on this machine), a limit is not
   * valid, `proxy` is not the URL of an HTTP proxy, or the credentials are malformed or exclude each other.
   */
  constructor(config: ClientConfig, product: string = PRODUCT) {
    const settings = readConfig(config, product);
    const { logger, logLevel } = config;
    this.endpoint = settings.endpoint;
    this.dashboardEndpoint = settings.dashboardEndpoint;
    this.#config = config;
    this.#product = product;
    this.#settings = settings;
    const wire = config.wire ?? (config.fetch ? fetchWire(config.fetch) : defaultWire(config.proxy));
    const middleware = config.middleware ?? [];
    this.#context = {
      wire,
      sendWithin: middleware.length === 0 ? ownWires.get(wire) : undefined,
      middleware,
      clock: new ServerClock(),
      keys: new KeySupport(settings.idempotencyKeys),
      origins: new Set([this.endpoint, this.dashboardEndpoint].map((host) => new URL(host).origin)),
      maxRetryAfter: settings.maxRetryAfter,
      maxResponseBytes: settings.maxResponseBytes,
      maxErrorBytes: settings.maxErrorBytes,
      log: logger === undefined && logLevel === undefined ? undefined : createLog(logger, logLevel),
    };
  }

  /** How the caller is authenticated, if at all. */
  get authMethod(): AuthMethod | undefined {
    return this.#settings.auth?.method;
  }

  /** How often a failed request is sent again at most, unless the request says otherwise. */
  get maxRetries(): number {
    return this.#settings.maxRetries;
  }

  /** The name of the agent that signs every call; `undefined` unless the caller is an agent. */
  get agentId(): string | undefined {
    const { auth } = this.#settings;
    if (auth?.method !== 'agent') return undefined;
    const agentId: unknown = this.#config.agent?.agentId ?? Reflect.get(auth, 'agentId');
    return typeof agentId === 'string' ? agentId : undefined;
  }

  /**
   * Returns a transport to the same hosts that acts as an agent. It shares this one's connections.
   *
   * @param agent - The agent's name and private key.
   * @throws {@link InvalidArgumentError} when the key is not a private key.
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
    const other = new Transport({ ...rest, agent, wire: this.#context.wire }, this.#product);
    // The same hosts share clocks and key support.
    const { clock, keys } = this.#context;
    other.#context = { ...other.#context, clock, keys };
    return other;
  }

  /**
   * Sends one request and reads the response.
   *
   * @typeParam T - The type of the result. It is not checked.
   * @param method - The HTTP method.
   * @param path - The path, beginning with `/`, percent-encoded; it may have a query.
   * @param request - Query, body, host, how to read the response, limits, signal, and whether it may be sent again.
   * @returns the parsed response; `undefined` for an empty one. `.withResponse()` resolves to its head too.
   * @throws {@link OS1Error} for every response other than 2xx, and without a response.
   * @throws {@link InvalidArgumentError} when the request is not valid. Nothing is sent then.
   */
  request<T = unknown>(
    method: AnyMethod,
    path: string,
    request?: TransportRequest & { raw?: false | undefined },
  ): APIPromise<T>;
  /**
   * Sends one request and returns the response unread.
   *
   * @deprecated Write `request(method, path, { as: 'response' })`.
   *
   * @typeParam T - A `Response`.
   * @param method - The HTTP method.
   * @param path - The path, beginning with `/`.
   * @param request - `raw: true`, and the other options.
   */
  request<T = Response>(
    method: AnyMethod,
    path: string,
    request: TransportRequest & { raw: true },
  ): APIPromise<T>;
  request<T = unknown>(method: AnyMethod, path: string, given: RawRequest = {}): APIPromise<T> {
    // The engine knows the caller only while the promise is awaited.
    const caller = captureCaller();
    let call: Call | undefined;
    let content: APIPromise<T>;
    try {
      const request = given.raw === undefined ? given : readRequest(given);
      call = new Call(this.#settings, method, path, request, caller);
      content = run<T>(call, this.#context, caller) as APIPromise<T>;
    } catch (error) {
      content = Promise.reject(withCaller(error, caller)) as APIPromise<T>;
    }
    content.withResponse = () => {
      const answer = content.then((data) => ({ data, response: responseInfo(call) }));
      // Handled here, too: a program may await the content alone.
      answer.catch(() => undefined);
      return answer;
    };
    return content;
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
    return this.request<T>('GET', path, { query });
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
    return this.request<T>('POST', path, { body });
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
    return this.request<T>('PUT', path, { body });
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
    return this.request<T>('PATCH', path, { body });
  }

  /**
   * Sends a DELETE.
   *
   * @deprecated Write `request('DELETE', path)`, which takes limits and a signal too.
   *
   * @param path - The path, beginning with `/`.
   */
  delete<T = unknown>(path: string): APIPromise<T> {
    return this.request<T>('DELETE', path, {});
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
    // Read by the call: a refusal rejects its promise.
    const request = {
      get body() {
        return fileForm(filename, bytes);
      },
    };
    return this.request<T>('POST', path, request);
  }

  /**
   * Streams server-sent events (HTML standard, 9.2). A connection that breaks, or is silent for too long, is opened again
   * after the last event (`Last-Event-ID`). Failures without recovery throw. Leaving the loop closes the connection; so do
   * `return()` and `throw()` at once, also while `next()` waits.
   *
   * An event of more than 1 MiB is skipped, and reported to `onSkip` and the logger. So is one of more than 64 MiB, by a new
   * connection that continues after it; if its id came late, or not at all, only up to 256 MiB.
   *
   * @param path - The path, beginning with `/`.
   * @param request - `timeout` limits each wait for more (default: 45,000 ms), not the whole.
   * @throws {@link OS1Error} for every response other than a 2xx event stream, and after too many failures in a row.
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
  stream(path: string, request?: StreamRequest | Query): AsyncGenerator<ServerSentEvent, void, undefined> {
    const open = (signal: AbortSignal) =>
      openStream(this.#settings, this.#context, path, { ...readStreamRequest(request), signal });
    return abortableIterator(open, request as StreamRequest);
  }
}

/** Runs a call. Stops all of it when it fails. */
async function run<T>(call: Call, context: AttemptContext, caller: Error): Promise<T> {
  try {
    const isWhole = call.as !== 'response' && call.as !== 'stream';
    const data = await (isFollowed('call')
      ? followCall(call, isWhole ? 'whole' : 'body', () => withRetries(call, context, makeAttempt<T>))
      : withRetries(call, context, makeAttempt<T>));
    if (isWhole) call.deadline.release();
    return data;
  } catch (error) {
    call.deadline.close();
    context.log?.write('error', 'a call failed', call, () => ({ error }));
    throw withCaller(error, caller);
  }
}

async function makeAttempt<T>(call: Call, context: AttemptContext): Promise<T> {
  const response = await sendAttempt(call, context);
  call.response = response;
  try {
    return (await readResponse(response, call, context.maxResponseBytes)) as T;
  } catch (failure) {
    throw readFailure(failure, call);
  }
}

function responseInfo(call: Call | undefined): ResponseInfo {
  const { status = 0, headers = {} } = call?.response ?? {};
  return {
    status,
    headers,
    requestId: headers['x-request-id'],
    attempts: call?.attempt.number ?? 0,
    rateLimit: readRateLimit(headers),
  };
}
