import { loadAuthorizationHeader } from '#lateParts';
import type { JWTAuthConfig } from '../jwt/JWTAuthConfig.ts';
import { jwtSecretBytes } from '../jwt/jwtSecretBytes.ts';
import type { Authenticator } from './Authenticator.ts';

/** Short enough that a token which leaks is soon worthless. */
const LIFETIME_SECONDS = 300;
/** A token is replaced when less than this is left of it, so that none expires on its way. */
const RENEW_SECONDS = 60;

/**
 * Authenticates a first-party service with HS256 tokens that it mints from the office-manager's secret: a new one every
 * few minutes. Applications use {@link apiKeyAuthenticator}.
 *
 * @param config - The secret (at least 32 bytes), and the user that tokens name.
 * @returns an authenticator that sends `Authorization: Bearer <JWT>`.
 * @throws {@link InvalidArgumentError} when the secret is too short.
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
  jwtSecretBytes(config.jwtSecret);
  const own: JWTAuthConfig = { ...config };
  let header = '';
  let issuedAt = Number.NEGATIVE_INFINITY;
  return {
    method: 'jwt',
    async authorize({ time }) {
      const now = Math.floor(time / 1000);
      const age = now - issuedAt;
      // A negative age: the clock was set back.
      if (age < 0 || age > LIFETIME_SECONDS - RENEW_SECONDS) {
        const authorizationHeader = await loadAuthorizationHeader();
        header = authorizationHeader(own, { now, expiresIn: LIFETIME_SECONDS });
        issuedAt = now;
      }
      return { Authorization: header };
    },
  };
}
