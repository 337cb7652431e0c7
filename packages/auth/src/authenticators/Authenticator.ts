/** The ways to sign in. */
export type AuthMethod = 'api-key' | 'agent' | 'jwt';

/** The parts of a request that a signature covers. */
export interface AuthorizeRequest {
  /** The HTTP method, in upper case. */
  method: string;
  /** The request target exactly as it goes out: path and query, percent-encoded. */
  target: string;
  /** The time by the server's clock, as far as it is known: ms since 1970. */
  time: number;
}

/**
 * Creates the headers that authenticate a request. It is called once for every attempt, as the last step, when the URL is
 * final.
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
  /** The way to sign in. */
  readonly method: AuthMethod;
  /** Returns the headers to add to one attempt of one request. */
  authorize(request: AuthorizeRequest): Record<string, string> | Promise<Record<string, string>>;
}
