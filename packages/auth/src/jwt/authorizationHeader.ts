import { kindOf } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import { createToken, type GenerateJWTOptions } from './generateJWT.ts';
import type { JWTAuthConfig } from './JWTAuthConfig.ts';
import { SDK_USER } from './SDK_USER.ts';

const ORDER = 'Write `authorizationHeader({ jwtSecret, userId })`.';

/**
 * Returns the value of an `Authorization` header (RFC 6750, 2.1) with a fresh HS256 token. First-party services only.
 *
 * @param config - The office-manager's secret, and the user that the token names.
 * @param options - When the token is issued, and how long it is valid.
 * @returns `Bearer <token>`.
 * @throws {@link InvalidArgumentError} when the secret is shorter than 32 bytes, an option is unknown, or the arguments
 * are in another order.
 *
 * @example
 * ```ts
 * import { authorizationHeader } from '@mitosislabs/auth';
 *
 * const value = authorizationHeader({ jwtSecret: '0123456789abcdef0123456789abcdef', userId: 'user-1' });
 * ```
 */
export function authorizationHeader(config: JWTAuthConfig, options?: GenerateJWTOptions): string;
/**
 * Returns the header value from arguments in the former order.
 *
 * @deprecated Write `authorizationHeader({ jwtSecret, userId })`.
 *
 * @param secret - The office-manager's secret: at least 32 bytes.
 * @param userId - The user that the token names.
 * @param botId - The program that makes the request. Default: none.
 */
export function authorizationHeader(secret: string, userId: string, botId?: string): string;
export function authorizationHeader(first: unknown, second?: unknown, botId?: unknown): string {
  if (typeof first !== 'string') {
    if (typeof first !== 'object' || first === null) {
      throw new InvalidArgumentError('config', `must be an object, got ${kindOf(first)}`, { hint: ORDER });
    }
    return bearerToken(first as JWTAuthConfig, second as GenerateJWTOptions);
  }
  for (const [name, value] of Object.entries({ userId: second, botId: botId ?? '' })) {
    if (typeof value !== 'string') {
      throw new InvalidArgumentError(name, `must be a string, got ${kindOf(value)}`, { hint: ORDER });
    }
  }
  return bearerToken({ jwtSecret: first, userId: second as string }, {}, (botId ?? '') as string);
}

/** Creates a token with the claims that the platform expects from an SDK. */
export function bearerToken(
  { jwtSecret, userId = SDK_USER }: JWTAuthConfig,
  options?: GenerateJWTOptions,
  botId = '',
): string {
  return `Bearer ${createToken({ botId, userId, privateIp: 'k8s' }, jwtSecret, options)}`;
}
