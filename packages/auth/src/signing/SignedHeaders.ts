/**
 * The three headers of a request that an agent signed.
 *
 * @example
 * ```ts
 * import { generateKeyPair, type SignedHeaders, signRequest } from '@mitosislabs/auth';
 *
 * const aria = { agentId: 'aria', signingKey: generateKeyPair().privateKey };
 * const headers: SignedHeaders = signRequest(aria, 'GET', '/api/v1/offices');
 * ```
 */
export interface SignedHeaders {
  /** The agent's name. */
  'X-Agent-Id': string;
  /** The time of the signature: whole seconds since 1970. The server accepts 60 s either way. */
  'X-Timestamp': string;
  /** The signature: 64-byte compact `r||s` as 128 lower-case hex characters. */
  'X-Signature': string;
}
