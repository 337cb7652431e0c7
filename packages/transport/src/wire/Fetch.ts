/**
 * The options passed to a {@link Fetch}. A request with a body also has `body`, and `duplex` if that is a
 * stream: pass the object on as it is, or declare your parameter as `RequestInit` to look at them.
 */
export interface FetchInit {
  /** The HTTP method, in upper case. */
  method: string;
  /** The headers, names in lower case. */
  headers: Record<string, string>;
  /** Aborts the request, its response included. */
  signal: AbortSignal;
  /** Redirects are followed by the SDK, which signs each hop again. */
  redirect: 'manual' | 'error';
}

/** The parts of a `Response` that the SDK uses. It reads `body` if that is a stream, else calls a method. */
export interface FetchResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: {
    /** Calls back with each header: its value, its name. */
    forEach(callback: (value: string, name: string) => void): void;
  };
  /** A web stream, an async iterable such as a stream of Node's, or `null` for an empty body. */
  readonly body?: unknown;
  /** Reads the entire body; used if `body` is no stream. */
  arrayBuffer?(): Promise<ArrayBuffer>;
  /** Reads the entire body as text; used without a working `arrayBuffer`. */
  text?(): Promise<string>;
}

/**
 * The part of `fetch` that the SDK calls: the global one, and those of undici, node-fetch and cross-fetch, fit.
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
