import type { Authenticator, AuthMethod } from '@mitosislabs/auth';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import type { Attempt } from './Attempt.ts';
import { authenticatorFor } from './authenticatorFor.ts';
import { authorize } from './authorize.ts';
import type { ClientConfig } from './ClientConfig.ts';
import { Deadline } from './Deadline.ts';
import { encodeBody } from './encodeBody.ts';
import { UnexpectedResponseError } from './errors/UnexpectedResponseError.ts';
import { failureToError } from './failureToError.ts';
import { dashboardEndpointFor } from './hosts.ts';
import { kyWire } from './kyWire.ts';
import { assertHeaders, mergeHeaders } from './mergeHeaders.ts';
import { parseEndpoint } from './parseEndpoint.ts';
import { readAnswer } from './readAnswer.ts';
import { requestUrl } from './requestUrl.ts';
import { responseToError } from './responseToError.ts';
import type { ServerSentEvent } from './ServerSentEvent.ts';
import type { Host, HttpMethod, TransportLike, TransportRequest } from './TransportLike.ts';
import type { Wire } from './Wire.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']);
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The authenticated pipe to the platform. Signs the very URL that goes out, gives credentials to the two configured
 * hosts only, limits the time, and turns every failure into an {@link OS1Error}.
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
  readonly #auth: Authenticator | undefined;
  readonly #timeout: number;
  readonly #wire: Wire;

  /**
   * @param config - Where the platform is, and as whom to act.
   * @throws {@link InvalidArgumentError} when an endpoint is no https URL (http only on this machine), or the
   * credentials are malformed or name two ways to sign in.
   */
  constructor(config: ClientConfig) {
    this.endpoint = parseEndpoint('endpoint', config.endpoint);
    this.dashboardEndpoint = parseEndpoint(
      'dashboardEndpoint',
      config.dashboardEndpoint ?? dashboardEndpointFor(this.endpoint),
    );
    this.#auth = authenticatorFor(config);
    this.#timeout = config.timeout ?? DEFAULT_TIMEOUT_MS;
    this.#wire = config.wire ?? kyWire(config.fetch);
    new Deadline(this.#timeout).release();
  }

  /** How the caller is authenticated, if at all. */
  get authMethod(): AuthMethod | undefined {
    return this.#auth?.method;
  }

  /**
   * Sends one request and reads its answer.
   *
   * @typeParam T - What the answer is; it is not checked here.
   * @param method - The HTTP method.
   * @param path - The path, beginning with `/`, percent-encoded; it may have a query.
   * @param request - Query, body, host, how to read the answer, time limit, signal.
   * @returns the parsed answer; `undefined` for an empty one.
   * @throws {@link OS1Error} for every answer other than 2xx, and when there is none.
   * @throws {@link InvalidArgumentError} before anything is sent, when the request cannot be right.
   */
  async request<T = unknown>(method: HttpMethod, path: string, request: TransportRequest = {}): Promise<T> {
    const url = requestUrl(this.#endpointOf(request.host), path, request.query);
    const attempt: Attempt = { method: knownMethod(method), url, sent: false };
    const deadline = new Deadline(request.timeout ?? this.#timeout, request.signal);
    try {
      const response = await this.#send(attempt, request, deadline);
      return (await readAnswer(response, request, attempt, deadline)) as T;
    } catch (failure) {
      deadline.release();
      if (failure instanceof MitosisError) throw failure;
      throw failureToError(failure, attempt, deadline);
    }
  }

  /**
   * Opens a stream of server-sent events. Leaving the loop closes the connection; a broken connection throws.
   *
   * @param path - The path, beginning with `/`.
   * @param request - `timeout` limits each wait for more, not the whole.
   * @throws {@link OS1Error} for every answer other than a 2xx event stream, and when the connection breaks.
   */
  async *stream(
    path: string,
    request: TransportRequest = {},
  ): AsyncGenerator<ServerSentEvent, void, undefined> {
    const method = 'GET';
    const url = requestUrl(this.#endpointOf(request.host), path, request.query);
    const attempt: Attempt = { method, url, sent: false };
    const deadline = new Deadline(request.timeout ?? this.#timeout, request.signal);
    try {
      assertHeaders('headers', request.headers);
      const headers = mergeHeaders(request.headers, { accept: 'text/event-stream' });
      const response = await this.#send(attempt, { ...request, headers }, deadline);
      if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
        throw new UnexpectedResponseError(
          response.status,
          `The server answered ${method} ${url.pathname} with something that is no event stream.`,
          'unexpected_response',
          { method, url: url.origin + url.pathname },
        );
      }
      // Few open streams: whoever does not should not carry the parser.
      const { readEvents } = await import('./readEvents.ts');
      yield* readEvents(response.body, { start: () => deadline.restart(), end: () => deadline.pause() });
    } catch (failure) {
      if (failure instanceof MitosisError) throw failure;
      throw failureToError(failure, attempt, deadline);
    } finally {
      deadline.close();
    }
  }

  #endpointOf(host: Host = 'office-manager'): string {
    return host === 'dashboard' ? this.dashboardEndpoint : this.endpoint;
  }

  /** Sends and, for reads, follows redirects within the origin; each hop is signed anew. */
  async #send(attempt: Attempt, request: TransportRequest, deadline: Deadline): Promise<Response> {
    const { method } = attempt;
    assertHeaders('headers', request.headers);
    const { body, contentType } = encodeBody(request.body);
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead && body !== undefined) {
      throw new InvalidArgumentError('body', `must not be given with ${method}`, {
        hint: 'Use `query`, or another method.',
      });
    }
    let { url } = attempt;
    for (let hop = 0; ; hop++) {
      deadline.signal.throwIfAborted();
      const target = url.pathname + url.search;
      const proof =
        this.#auth && (await authorize(this.#auth, { method, target, time: Date.now() }, url, deadline));
      const own = { accept: 'application/json', ...(contentType && { 'content-type': contentType }) };
      const headers = mergeHeaders(own, request.headers, proof);
      deadline.signal.throwIfAborted();
      attempt.sent = true;
      const response = await this.#wire.send({
        method,
        url: url.href,
        headers,
        body,
        signal: deadline.signal,
      });
      if (response.ok) return response;
      const location = response.headers.get('location');
      if (response.type !== 'opaqueredirect' && !REDIRECTS.has(response.status)) {
        throw await responseToError(response, { method, url });
      }
      await response.body?.cancel();
      const next = location === null ? undefined : new URL(location, url);
      if (next?.origin !== url.origin || !isRead || hop >= MAX_REDIRECTS) {
        throw redirectError(response.status, method, url, next);
      }
      next.hash = '';
      url = next;
    }
  }
}

function knownMethod(method: string): string {
  const upper = typeof method === 'string' ? method.toUpperCase() : '';
  if (METHODS.has(upper)) return upper;
  throw new InvalidArgumentError('method', `must be one of ${[...METHODS].join(', ')}`);
}

function redirectError(
  status: number,
  method: string,
  url: URL,
  next: URL | undefined,
): UnexpectedResponseError {
  const to = next ? ` to ${next.origin}${next.pathname}` : '';
  return new UnexpectedResponseError(
    status,
    `The server redirected ${method} ${url.origin}${url.pathname}${to}, and that is not followed.`,
    'redirect_refused',
    {
      method,
      url: url.origin + url.pathname,
      outcome: 'rejected',
      hint: 'Set the endpoint to where the API really is: credentials go to no other host, and nothing is posted twice.',
    },
  );
}
