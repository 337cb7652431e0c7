import type { AuthMethod } from '@mitosislabs/auth';
import type { APIPromise } from '../response/APIPromise.ts';
import type { ServerSentEvent } from '../stream/ServerSentEvent.ts';
import type { StreamOptions } from '../stream/StreamOptions.ts';
import type { RequestOptions } from './RequestOptions.ts';

/** Which of the platform's two hosts a request goes to. */
export type Host = 'office-manager' | 'dashboard';

/** The HTTP methods that the platform knows. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

/** A value that may stand in a query; `undefined` leaves the parameter out. */
export type QueryValue = string | number | boolean | undefined;

/**
 * How an answer is read: parsed, as text, not at all, or left to the caller: as a `Response`, or as a
 * {@link WireResponse}, whose body is an async iterable of bytes and needs no web streams.
 */
export type ResponseKind = 'json' | 'text' | 'none' | 'response' | 'stream';

/**
 * Whether a request may be sent again when its fate is unknown:
 * - `safe`: it changes nothing.
 * - `idempotent`: doing it twice is doing it once.
 * - `idempotency-key`: only under the `Idempotency-Key` of the first attempt, and only to a server that honours such keys; see
 *   `idempotencyKeys` of {@link ClientConfig}.
 * - `once`: never.
 *
 * When the server provably did not process it (it could not be reached, or it answered 429), each may be sent again.
 */
export type Idempotency = 'safe' | 'idempotent' | 'idempotency-key' | 'once';

/** One request, beside its method and path. */
export interface TransportRequest extends RequestOptions {
  /** Appended to the path, percent-encoded. */
  query?: Readonly<Record<string, QueryValue>> | undefined;
  /**
   * Sent as JSON, falsy values too; `FormData`, `Blob`, bytes, a `ReadableStream`, an async iterable of bytes (such as a
   * stream of Node's) and a {@link StreamBody} go out as they are. `undefined`: no body.
   */
  body?: unknown;
  /**
   * Whether it may be sent again. Default: `safe` for GET and HEAD, `idempotent` for PUT and DELETE, `once` for POST and
   * PATCH.
   */
  idempotency?: Idempotency | undefined;
  /** What it is called in logs and for middleware: `tasks.create`. */
  operation?: string | undefined;
  /** The read that shows whether this operation was done, for the hint of its errors: `tasks.list`. */
  lookup?: string | undefined;
  /** Default: office-manager. */
  host?: Host | undefined;
  /** `omit` sends the request without credentials. Default: the client's, or those of `asAgent`. */
  credentials?: 'omit' | undefined;
  /** How the answer is read. Default: `json`. */
  as?: ResponseKind | undefined;
  /** Makes the answer of the parsed JSON. What it throws becomes an {@link UnexpectedResponseError}. */
  parse?: ((json: unknown) => unknown) | undefined;
}

/** A stream of events, beside its path. */
export interface StreamRequest extends StreamOptions {
  /** Appended to the path, percent-encoded. */
  query?: TransportRequest['query'];
  /** What it is called in logs and for middleware: `messages.stream`. */
  operation?: string | undefined;
  /** Default: office-manager. */
  host?: Host | undefined;
}

/**
 * What the API groups stand on. `Transport` is the real one; anything else with these members will do, such as an
 * emulator in the same process.
 *
 * @example
 * ```ts
 * import { Transport, type TransportLike } from '@mitosislabs/transport';
 *
 * const transport: TransportLike = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * ```
 */
export interface TransportLike {
  /** How the caller is authenticated, if at all. */
  readonly authMethod: AuthMethod | undefined;
  /**
   * Sends one request and reads its answer.
   *
   * @throws {@link OS1Error} for every failure.
   */
  request<T = unknown>(method: HttpMethod, path: string, request?: TransportRequest): APIPromise<T>;
  /**
   * Opens a stream of server-sent events. Leaving the loop closes the connection.
   *
   * @throws {@link OS1Error} for every failure.
   */
  stream(path: string, request?: StreamRequest): AsyncGenerator<ServerSentEvent, void, undefined>;
}
