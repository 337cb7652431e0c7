import { type GenerateJWTOptions, generateJWT } from './generateJWT.ts';
import type { JWTAuthConfig } from './JWTAuthConfig.ts';

/** The program name that the SDK's own tokens carry. */
const BOT_ID = 'admin-sdk';

/**
 * The value of an `Authorization` header (RFC 6750, 2.1) with a fresh HS256 token. First-party services only.
 *
 * @param config - The office-manager's secret, and the user that the token names.
 * @param options - When it is issued and how long it holds.
 * @returns `Bearer <token>`.
 * @throws {@link InvalidArgumentError} when the secret is shorter than 32 bytes.
 *
 * @example
 * ```ts
 * import { authorizationHeader } from '@mitosislabs/auth';
 *
 * const value = authorizationHeader({ jwtSecret: '0123456789abcdef0123456789abcdef', userId: 'user-1' });
 * ```
 */
export function authorizationHeader(config: JWTAuthConfig, options: GenerateJWTOptions = {}): string {
  return `Bearer ${generateJWT({ botId: BOT_ID, userId: config.userId ?? 'admin' }, config.jwtSecret, options)}`;
}
