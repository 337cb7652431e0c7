import { hmacSha256 } from '#crypto';
import { utf8 } from '../crypto/bytes.ts';
import { assertOptions, kindOf, type OptionNames } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import { encodeBase64url } from './base64url.ts';
import type { JWTPayload } from './JWTPayload.ts';
import { jwtSecretBytes } from './jwtSecretBytes.ts';

// {"alg":"HS256","typ":"JWT"}
const HEADER = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9';

/** The claims of a new token. `iat` and `exp` are set from the options unless given. */
type NewJWTClaims = Omit<JWTPayload, 'iat' | 'exp'> & Partial<Pick<JWTPayload, 'iat' | 'exp'>>;

/** When a token is issued, and how long it is valid. */
export interface GenerateJWTOptions {
  /** How long the token is valid, in seconds. Default: 3600. */
  expiresIn?: number;
  /** Issued at, in seconds since 1970. Default: now. */
  now?: number;
}

const ORDER = 'Write `generateJWT(claims, secret, { expiresIn })`.';

/**
 * Creates an HS256 token (RFC 7519) as the office-manager accepts them. First-party services only: the secret is a
 * master key.
 *
 * @param claims - The program that makes the request, and the user it makes it for.
 * @param secret - The shared secret, as text or bytes: at least 32 bytes.
 * @param options - When the token is issued, and how long it is valid.
 * @returns the compact token.
 * @throws {@link InvalidArgumentError} when the secret is too short, a required claim is missing, a time is not a
 * finite number, an option is unknown, or the arguments are in another order.
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
  claims: NewJWTClaims,
  secret: string | Uint8Array,
  options?: GenerateJWTOptions,
): string;
/**
 * Creates an HS256 token from arguments in the former order. `iat` is now, whatever the claims say.
 *
 * @deprecated Write `generateJWT(claims, secret, { expiresIn: ttlSeconds })`.
 *
 * @param secret - The shared secret: at least 32 bytes.
 * @param claims - The program that makes the request, and the user it makes it for.
 * @param ttlSeconds - How long the token is valid, in seconds. Default: 3600.
 */
export function generateJWT(
  secret: string,
  claims: Omit<JWTPayload, 'iat' | 'exp'>,
  ttlSeconds?: number,
): string;
export function generateJWT(first: unknown, second: unknown, third?: unknown): string {
  if (typeof first === 'string' && isObject(second)) {
    if (third !== undefined && typeof third !== 'number') {
      throw new InvalidArgumentError('ttlSeconds', `must be a number of seconds, got ${kindOf(third)}`, {
        hint: ORDER,
      });
    }
    const { iat: _, exp: __, ...claims } = second as unknown as NewJWTClaims;
    return createToken(claims, first, third === undefined ? {} : { expiresIn: third });
  }
  if (!isObject(first)) {
    throw new InvalidArgumentError('claims', `must be an object, got ${kindOf(first)}`, { hint: ORDER });
  }
  return createToken(first as unknown as NewJWTClaims, second as string, third as GenerateJWTOptions);
}

/** Creates a token, after checking everything that goes into it. */
export function createToken(
  claims: NewJWTClaims,
  secret: string | Uint8Array,
  options: GenerateJWTOptions = {},
): string {
  const key = jwtSecretBytes(secret);
  for (const name of ['botId', 'userId'] as const) {
    if (typeof claims[name] !== 'string')
      throw new InvalidArgumentError(`claims.${name}`, 'must be a string');
  }
  const { now, expiresIn } = checkedOptions(options);
  const payload: JWTPayload = { ...claims, iat: claims.iat ?? now, exp: claims.exp ?? now + expiresIn };
  for (const name of ['iat', 'exp'] as const) {
    if (!Number.isFinite(payload[name]))
      throw new InvalidArgumentError(`claims.${name}`, 'must be a finite number');
  }
  const signed = `${HEADER}.${encodeBase64url(utf8(JSON.stringify(payload)))}`;
  return `${signed}.${encodeBase64url(hmacSha256(key, utf8(signed)))}`;
}

const generateJWTOptions: OptionNames<GenerateJWTOptions> = { now: true, expiresIn: true };

function checkedOptions(options: GenerateJWTOptions): Required<GenerateJWTOptions> {
  assertOptions('options', asOptions(options), generateJWTOptions);
  const { now = Math.floor(Date.now() / 1000), expiresIn = 3600 } = options;
  for (const [key, value] of Object.entries({ now, expiresIn })) {
    if (!Number.isFinite(value)) {
      throw new InvalidArgumentError(`options.${key}`, 'must be a finite number of seconds');
    }
  }
  return { now, expiresIn };
}

function asOptions(options: GenerateJWTOptions): GenerateJWTOptions {
  if (isObject(options)) return options;
  throw new InvalidArgumentError('options', `must be an object, got ${kindOf(options)}`, { hint: ORDER });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
