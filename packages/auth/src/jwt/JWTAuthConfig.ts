/**
 * First-party services only: sign in with the office-manager's own secret. It is a master key, not a user's credential.
 *
 * @example
 * ```ts
 * import type { JWTAuthConfig } from '@mitosislabs/auth';
 *
 * const internal: JWTAuthConfig = { jwtSecret: '0123456789abcdef0123456789abcdef', userId: 'user-1' };
 * ```
 */
export interface JWTAuthConfig {
  /** The office-manager's HMAC secret: at least 32 bytes. */
  jwtSecret: string;
  /** The user that tokens name. Default: `admin-sdk`, an administrator. */
  userId?: string;
}
