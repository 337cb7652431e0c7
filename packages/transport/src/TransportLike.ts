import type { AuthMethod } from '@mitosislabs/auth';
import type { RequestOptions } from './RequestOptions.ts';
import type { ServerSentEvent } from './ServerSentEvent.ts';

/** Which of the platform's two hosts a request goes to. */
export type Host = 'office-manager' | 'dashboard';

/** The HTTP methods that the platform knows. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

/** A value that may stand in a query; `undefined` leaves the parameter out. */
export type QueryValue = string | number | boolean | undefined;

/** How an answer is read: parsed, as text, not at all, or left to the caller as a `Response`. */
export type ResponseKind = 'json' | 'text' | 'none' | 'response';

/** One request, beside its method and path. */
export interface TransportRequest extends RequestOptions {
  /** Appended to the path, percent-encoded. */
  query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON, falsy values too; `FormData`, `Blob`, bytes and streams go out as they are. `undefined`: no body. */
  body?: unknown;
  /** Default: office-manager. */
  host?: Host | undefined;
  /** How the answer is read. Default: `json`. */
  as?: ResponseKind | undefined;
  /** Makes the answer of the parsed JSON. What it throws becomes an {@link UnexpectedResponseError}. */
  parse?: ((json: unknown) => unknown) | undefined;
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
  request<T = unknown>(method: HttpMethod, path: string, request?: TransportRequest): Promise<T>;
  /**
   * Opens a stream of server-sent events. Leaving the loop closes the connection.
   *
   * @throws {@link OS1Error} for every failure.
   */
  stream(path: string, request?: TransportRequest): AsyncGenerator<ServerSentEvent, void, undefined>;
}
