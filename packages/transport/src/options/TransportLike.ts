import type { AuthMethod } from '@mitosislabs/auth';
import type { APIPromise } from './APIPromise.ts';
import type { RequestOptions } from './RequestOptions.ts';
import type { ServerSentEvent } from './ServerSentEvent.ts';
import type { StreamOptions } from './StreamOptions.ts';

/** One of the platform's two hosts. */
export type Host = 'office-manager' | 'dashboard';

/** The HTTP methods that the platform knows. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

/** A value in a query; `undefined` leaves the parameter out. */
export type QueryValue = string | number | boolean | undefined;

/**
 * How a response is read: parsed, as text, not at all, or by the caller: as a `Response`, or as a {@link WireResponse},
 * whose body is an async iterable of bytes and needs no web streams.
 */
export type ResponseKind = 'json' | 'text' | 'none' | 'response' | 'stream';

/**
 * Whether a request may be sent again when its outcome is unknown:
 * - `safe`: it changes nothing.
 * - `idempotent`: twice has the same effect as once.
 * - `idempotency-key`: only under the `Idempotency-Key` of the first attempt, and only to a server that honours such keys; see
 *   `idempotencyKeys` of {@link ClientConfig}.
 * - `once`: never.
 *
 * Each may be sent again when the server provably did not process it: it could not be reached, or it responded with 429.
 */
export type Idempotency = 'safe' | 'idempotent' | 'idempotency-key' | 'once';

/** The parts of a request other than its method and path. */
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
  /** The operation's name, for logs and middleware: `tasks.create`. */
  operation?: string | undefined;
  /** The read that shows whether this operation was processed, for the hint of its errors: `tasks.list`. */
  lookup?: string | undefined;
  /** Default: office-manager. */
  host?: Host | undefined;
  /** `omit` sends the request without credentials. Default: the client's, or those of `asAgent`. */
  credentials?: 'omit' | undefined;
  /** How the response is read. Default: `json`. */
  as?: ResponseKind | undefined;
  /** Converts the parsed JSON. Its errors become an {@link UnexpectedResponseError}. */
  parse?: ((json: unknown) => unknown) | undefined;
}

/** The parts of a stream of events other than its path. */
export interface StreamRequest extends StreamOptions {
  /** Appended to the path, percent-encoded. */
  query?: TransportRequest['query'];
  /** The operation's name, for logs and middleware: `messages.stream`. */
  operation?: string | undefined;
  /** Default: office-manager. */
  host?: Host | undefined;
}

/**
 * The interface that the API groups use. `Transport` implements it; so may others, such as an emulator in the same
 * process.
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
  /** How often a failed request is sent again at most, unless the request says otherwise. Default: 2. */
  readonly maxRetries?: number | undefined;
  /**
   * Sends one request and reads the response.
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
