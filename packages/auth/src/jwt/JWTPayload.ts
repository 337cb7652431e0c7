/**
 * The claims of the platform's HS256 tokens.
 *
 * @example
 * ```ts
 * import { generateJWT, type JWTPayload, verifyJWT } from '@mitosislabs/auth';
 *
 * const secret = '0123456789abcdef0123456789abcdef';
 * const claims: JWTPayload = verifyJWT(generateJWT({ botId: 'ci', userId: 'user-1' }, secret), secret);
 * ```
 */
export interface JWTPayload {
  /** The program that makes the request; may be empty. */
  botId: string;
  /** The machine on which the program runs. */
  instanceId?: string;
  /** That machine's address inside the platform. */
  privateIp?: string;
  /** The user on whose behalf it acts. */
  userId: string;
  /** The role of the program. */
  role?: string;
  /** Issued at: seconds since 1970 (RFC 7519, 4.1.6). */
  iat: number;
  /** Expires at: seconds since 1970 (RFC 7519, 4.1.4). */
  exp: number;
}
