import { hmacSha256 } from '#crypto';
import { utf8 } from '../crypto/bytes.ts';
import { assertOptions, type OptionNames } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import { InvalidTokenError } from '../errors/InvalidTokenError.ts';
import { decodeBase64url } from './base64url.ts';
import type { JWTPayload } from './JWTPayload.ts';
import { jwtSecretBytes } from './jwtSecretBytes.ts';

/** The longest accepted token, in characters: far longer than the headers that servers accept. */
const MAX_TOKEN = 2 * 1024 * 1024;

/** Options of {@link verifyJWT}. */
export interface VerifyJWTOptions {
  /** The time to check against, in seconds since 1970. Default: now. */
  now?: number;
}

/**
 * Checks an HS256 token (RFC 7519) and returns its claims. Only HS256 is known, whatever the header says; `exp` must be
 * there; critical extensions (`crit`) are refused; base64url must be canonical; signatures are compared in constant time.
 * Refuses a token of more than 2,097,152 characters unread.
 *
 * @param token - The compact token.
 * @param secret - The shared secret, as text or bytes: at least 32 bytes.
 * @param options - The time to check against.
 * @returns the claims.
 * @throws {@link InvalidTokenError} when the token is not valid.
 * @throws {@link InvalidArgumentError} when the secret is too short, or `now` is not a finite number.
 *
 * @example
 * ```ts
 * import { generateJWT, verifyJWT } from '@mitosislabs/auth';
 *
 * const secret = '0123456789abcdef0123456789abcdef';
 * const { userId } = verifyJWT(generateJWT({ botId: 'ci', userId: 'user-1' }, secret), secret);
 * ```
 */
export function verifyJWT(
  token: string,
  secret: string | Uint8Array,
  options: VerifyJWTOptions = {},
): JWTPayload {
  assertOptions('options', options, { now: true } satisfies OptionNames<VerifyJWTOptions>);
  const { now = Date.now() / 1000 } = options;
  if (!Number.isFinite(now)) throw new InvalidArgumentError('now', 'must be a finite number of seconds');
  const claims = parseObject(verifyJWS(token, secret), 'claims');
  for (const name of ['exp', 'iat', 'nbf']) {
    if (claims[name] !== undefined && !Number.isFinite(claims[name])) {
      throw new InvalidTokenError(`has a claim ${name} that is no finite number`);
    }
  }
  if (claims['exp'] === undefined) throw new InvalidTokenError('has no expiry (exp)');
  if (now >= Number(claims['exp'])) throw new InvalidTokenError('has expired');
  if (claims['nbf'] !== undefined && now < Number(claims['nbf']))
    throw new InvalidTokenError('is not valid yet');
  for (const name of ['botId', 'userId']) {
    if (typeof claims[name] !== 'string') throw new InvalidTokenError(`has no claim ${name}`);
  }
  return claims as unknown as JWTPayload;
}

/** Checks the form and the signature (RFC 7515, 5.2) and returns the payload's bytes. */
export function verifyJWS(token: string, secret: string | Uint8Array): Uint8Array {
  const key = jwtSecretBytes(secret);
  if (typeof token === 'string' && token.length > MAX_TOKEN) {
    throw new InvalidTokenError(`is longer than ${MAX_TOKEN} characters`);
  }
  // Four parts are enough to see that there are too many.
  const parts = typeof token === 'string' ? token.split('.', 4) : [];
  const [header, payload, signature] = parts.length === 3 ? parts.map(decodeBase64url) : [];
  if (!header || !payload || !signature) throw new InvalidTokenError('is not three parts of base64url');
  const { alg, crit } = parseObject(header, 'a header');
  if (alg !== 'HS256') throw new InvalidTokenError('is not signed with HS256');
  if (crit !== undefined)
    throw new InvalidTokenError('asks for critical extensions (crit), and none is supported');
  const expected = hmacSha256(key, utf8(token.slice(0, token.lastIndexOf('.'))));
  if (!equalInConstantTime(signature, expected)) throw new InvalidTokenError('has a wrong signature');
  return payload;
}

function parseObject(bytes: Uint8Array, part: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidTokenError(`has ${part} other than a JSON object`);
  }
  return value as Record<string, unknown>;
}

function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}
