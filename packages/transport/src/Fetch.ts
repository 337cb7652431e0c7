/**
 * The options that a {@link Fetch} is called with. A request with a body has `body` in it too, and `duplex` where that is a
 * stream: pass the object on as it is, or declare your parameter as `RequestInit` to look at them.
 */
export interface FetchInit {
  /** The HTTP method, in upper case. */
  method: string;
  /** The headers, names in lower case. */
  headers: Record<string, string>;
  /** Ends the request, its answer included. */
  signal: AbortSignal;
  /** Redirects are followed by the SDK, which signs each hop anew. */
  redirect: 'manual' | 'error';
}

/** The parts of a `Response` that are used. A body is read from `body` where it is a stream, else from a method. */
export interface FetchResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: { forEach(callback: (value: string, name: string) => void): void };
  /** A web stream, an async iterable such as a stream of Node's, or `null` for an empty body. */
  readonly body?: unknown;
  /** Reads the whole body; used where `body` is no stream. */
  arrayBuffer?(): Promise<ArrayBuffer>;
  /** Reads the whole body as text; used where there is no `arrayBuffer`, or it fails. */
  text?(): Promise<string>;
}

/**
 * A `fetch`, as far as the SDK calls it: the global one, and those of undici, node-fetch and cross-fetch.
 *
 * @example
 * ```ts
 * import { type Fetch, Transport } from '@mitosislabs/transport';
 *
 * const slow: Fetch = (url, init) => new Promise((resolve) => setTimeout(() => resolve(fetch(url, init)), 100));
 * const transport = new Transport({ endpoint: 'http://localhost:8080', fetch: slow });
 * ```
 */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;
