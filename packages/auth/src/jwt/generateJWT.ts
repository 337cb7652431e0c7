import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import { encodeBase64url } from './base64url.ts';
import type { JWTPayload } from './JWTPayload.ts';
import { jwtSecretBytes } from './jwtSecretBytes.ts';

// {"alg":"HS256","typ":"JWT"}
const HEADER = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9';

/** When a token is issued and how long it holds. */
export interface GenerateJWTOptions {
  /** How long the token holds, in seconds. Default: 3600. */
  expiresIn?: number;
  /** Issued at, in seconds since 1970. Default: now. */
  now?: number;
}

/**
 * Mints an HS256 token (RFC 7519) as the office-manager accepts them. First-party services only: the secret is a
 * master key.
 *
 * @param claims - Who acts, and for whom. `iat` and `exp` are set here unless given.
 * @param secret - The shared secret, as text or bytes: at least 32 bytes.
 * @param options - When it is issued and how long it holds.
 * @returns the compact token.
 * @throws {@link InvalidArgumentError} when the secret is too short, a required claim is missing, or a time is no
 * finite number.
 *
 * @example
 * ```ts
 * import { generateJWT } from '@mitosislabs/auth';
 *
 * const secret = '0123456789abcdef0123456789abcdef';
 * const token = generateJWT({ botId: 'dashboard', userId: 'user-1' }, secret, { expiresIn: 60 });
 * ```
 */
export function generateJWT(
  claims: Omit<JWTPayload, 'iat' | 'exp'> & Partial<Pick<JWTPayload, 'iat' | 'exp'>>,
  secret: string | Uint8Array,
  options: GenerateJWTOptions = {},
): string {
  const key = jwtSecretBytes(secret);
  for (const name of ['botId', 'userId'] as const) {
    if (typeof claims[name] !== 'string')
      throw new InvalidArgumentError(`claims.${name}`, 'must be a string');
  }
  const { now = Math.floor(Date.now() / 1000), expiresIn = 3600 } = options;
  const payload: JWTPayload = { ...claims, iat: claims.iat ?? now, exp: claims.exp ?? now + expiresIn };
  for (const name of ['iat', 'exp'] as const) {
    if (!Number.isFinite(payload[name]))
      throw new InvalidArgumentError(`claims.${name}`, 'must be a finite number');
  }
  const signed = `${HEADER}.${encodeBase64url(utf8ToBytes(JSON.stringify(payload)))}`;
  return `${signed}.${encodeBase64url(hmac(sha256, key, utf8ToBytes(signed)))}`;
}
