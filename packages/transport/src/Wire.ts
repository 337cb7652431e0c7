/** One attempt of one request, final: what stands here is what goes out. */
export interface WireRequest {
  /** The HTTP method, in upper case. */
  method: string;
  /** The absolute URL, normalised: its path and query are what was signed. */
  url: string;
  /** The headers, names in lower case. */
  headers: Record<string, string>;
  /** The body, already encoded. */
  body?: BodyInit | undefined;
  /** Ends the attempt, its body included. */
  signal: AbortSignal;
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
  send(request: WireRequest): Promise<Response>;
}
