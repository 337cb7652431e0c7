import { assertOptions, kindOf, type OptionNames } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import { bearerToken } from '../jwt/authorizationHeader.ts';
import type { JWTAuthConfig } from '../jwt/JWTAuthConfig.ts';
import { jwtSecretBytes } from '../jwt/jwtSecretBytes.ts';
import type { Authenticator } from './Authenticator.ts';

/** A token is used for this long, in seconds. It is valid for longer, so that none expires in transit. */
const USE_SECONDS = 240;

/**
 * Authenticates a first-party service with HS256 tokens that it creates from the office-manager's secret. A token is
 * valid for an hour and is replaced every four minutes. Applications use {@link apiKeyAuthenticator}.
 *
 * @param config - The secret (at least 32 bytes), and the user that tokens name.
 * @returns an authenticator that sends `Authorization: Bearer <JWT>`.
 * @throws {@link InvalidArgumentError} when the secret is too short, or the user is not a string.
 *
 * @example
 * ```ts
 * import { jwtAuthenticator } from '@mitosislabs/auth';
 *
 * const auth = jwtAuthenticator({ jwtSecret: '0123456789abcdef0123456789abcdef' });
 * console.log(auth.method); // jwt
 * ```
 */
export function jwtAuthenticator(config: JWTAuthConfig): Authenticator {
  assertOptions('jwt', config, { jwtSecret: true, userId: true } satisfies OptionNames<JWTAuthConfig>);
  jwtSecretBytes(config?.jwtSecret);
  const own: JWTAuthConfig = { ...config };
  if (own.userId !== undefined && typeof own.userId !== 'string') {
    throw new InvalidArgumentError('jwt.userId', `must be a string, got ${kindOf(own.userId)}`);
  }
  let header = '';
  let issuedAt = Number.NEGATIVE_INFINITY;
  return {
    method: 'jwt',
    authorize({ time }) {
      const now = Math.floor(time / 1000);
      const age = now - issuedAt;
      // A negative age: the clock was set back.
      if (age < 0 || age > USE_SECONDS) {
        header = bearerToken(own, { now });
        issuedAt = now;
      }
      return { Authorization: header };
    },
  };
}
