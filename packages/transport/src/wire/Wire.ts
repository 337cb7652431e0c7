import type { StreamBody } from '../body/StreamBody.ts';

/** One attempt of one request, exactly as it is sent. */
export interface WireRequest {
  /** The HTTP method, in upper case. */
  method: string;
  /** The absolute URL, normalised: its path and query are what was signed. */
  url: string;
  /** The headers, names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The body: text, bytes, a form or a `Blob` as they are, or a stream that is opened for this attempt. */
  body?: string | Uint8Array | Blob | FormData | URLSearchParams | StreamBody | undefined;
  /** Aborts the attempt, its body included. */
  signal: AbortSignal;
  /**
   * Called when the request has a connection: whether it is a kept one, which may be dead without notice. A wire that
   * cannot tell never calls it.
   */
  onConnected?: ((isReused: boolean) => void) | undefined;
  /** Called when the connection is secure: the request may have reached the server, whatever fails from then on. */
  onSecured?: (() => void) | undefined;
}

/** The response to one attempt, whose body is still to come. */
export interface WireResponse {
  /** The HTTP status; 0 for a redirect that the client hides (`opaqueredirect` in browsers). */
  readonly status: number;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it comes, decompressed. Leaving the loop, or `return()`, closes the connection or frees it. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Returns the number of bytes of the body that came over the wire so far, before decompression. */
  readonly received?: (() => number) | undefined;
}

/**
 * An HTTP client for one attempt of one request. Retries, time limits, signatures and errors are above it, once.
 *
 * A wire follows no redirect, keeps no cookies, throws for no status, and rejects with its HTTP client's error when there
 * is no response.
 *
 * @example
 * ```ts
 * import { fetchWire, type Wire } from '@mitosislabs/transport';
 *
 * const wire: Wire = fetchWire();
 * ```
 */
export interface Wire {
  /** Sends the request and resolves with the head of the response. */
  send(request: WireRequest): Promise<WireResponse>;
}

/** The time limit of a request: a `Deadline` is one. */
export interface TimeLimit {
  /** Created when it is read. */
  readonly signal: AbortSignal;
  readonly isOver: boolean;
  throwIfOver(): void;
  race<T>(work: PromiseLike<T>): Promise<T>;
  listen(listener: (reason: unknown) => void): void;
  unlisten(listener: (reason: unknown) => void): void;
}

/** Sends a request that ends with a time limit. */
export type SendWithin = (request: Omit<WireRequest, 'signal'>, limit: TimeLimit) => Promise<WireResponse>;

/**
 * The wires of this package, which take a time limit in place of a signal. A wire that wraps or copies one of them is not
 * in here, and gets a signal.
 */
export const ownWires: WeakMap<Wire, SendWithin> = new WeakMap();

/** A body that may have come completely: it is then read without a wait. */
export interface ArrivedBody {
  /** Returns its chunks if all have come and none was read. */
  arrived(): readonly Uint8Array[] | undefined;
}

/** The statuses of responses without a body. */
export const BODILESS: ReadonlySet<number> = new Set([101, 204, 205, 304]);
