import type { StreamBody } from '../body/StreamBody.ts';

/** One attempt of one request, final: what stands here is what goes out. */
export interface WireRequest {
  /** The HTTP method, in upper case. */
  method: string;
  /** The absolute URL, normalised: its path and query are what was signed. */
  url: string;
  /** The headers, names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The body: text, bytes, a form or a `Blob` as they are, or a stream that is opened for this attempt. */
  body?: string | Uint8Array | Blob | FormData | URLSearchParams | StreamBody | undefined;
  /** Ends the attempt, its body included. */
  signal: AbortSignal;
  /**
   * Called when the request has a connection: whether it is a kept one, which may be dead without notice. A wire that
   * cannot tell never calls it.
   */
  onConnected?: ((isReused: boolean) => void) | undefined;
  /** Called when the connection is secure: the request may have reached the server, whatever fails from then on. */
  onSecured?: (() => void) | undefined;
}

/** The answer to one attempt, its body still to come. */
export interface WireResponse {
  /** The HTTP status; 0 for a redirect that the client hides (`opaqueredirect` in browsers). */
  readonly status: number;
  /** The headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it comes, decompressed. Leaving the loop, or `return()`, closes the connection or frees it. */
  readonly body: AsyncIterable<Uint8Array>;
  /** How many bytes of the body came over the wire so far, where that is known: fewer than were read, if compressed. */
  readonly received?: (() => number) | undefined;
}

/**
 * What carries one attempt of one request. Retries, deadlines, signing and errors live above it, once.
 *
 * A wire follows no redirect, keeps no cookies, throws for no status, and rejects with whatever its HTTP client rejects
 * with when there is no answer.
 *
 * @example
 * ```ts
 * import { kyWire, type Wire } from '@mitosislabs/transport';
 *
 * const wire: Wire = kyWire();
 * ```
 */
export interface Wire {
  /** Sends the request and resolves when the head of the answer is there. */
  send(request: WireRequest): Promise<WireResponse>;
}
