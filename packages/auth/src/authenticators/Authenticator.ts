/** How a caller proves who it is. */
export type AuthMethod = 'api-key' | 'agent' | 'jwt';

/** What an {@link Authenticator} gets to see of a request: all that a signature covers. */
export interface AuthorizeRequest {
  /** The HTTP method, in upper case. */
  method: string;
  /** The request target exactly as it goes out: path and query, percent-encoded. */
  target: string;
  /** The time by the server's clock, as far as it is known: ms since 1970. */
  time: number;
}

/**
 * Gives each request the headers that prove who sends it. It knows no HTTP client: whoever sends asks it once for every
 * attempt, last of all, when the URL is final.
 *
 * @example
 * ```ts
 * import { apiKeyAuthenticator, type Authenticator } from '@mitosislabs/auth';
 *
 * const auth: Authenticator = apiKeyAuthenticator('mi_example');
 * const headers = await auth.authorize({ method: 'GET', target: '/api/v1/offices', time: Date.now() });
 * ```
 */
export interface Authenticator {
  /** The kind of proof. */
  readonly method: AuthMethod;
  /** Returns the headers to add to one attempt of one request. */
  authorize(request: AuthorizeRequest): Record<string, string> | Promise<Record<string, string>>;
}
