import { verifyMessage } from '#crypto';
import { fromHex } from '../crypto/bytes.ts';
import { compactSignature } from '../crypto/compactSignature.ts';
import { kindOf } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import { signedMessage } from './signedMessage.ts';

/** The longest accepted hex, in characters: a signature in DER. */
const MAX_HEX = 144;
/** One spelling of a number only: no sign, no leading zero, no exponent. */
const TIMESTAMP = /^(0|[1-9]\d{0,15})$/;

/** A request as the server got it, with the values of the three headers. */
export interface SignedRequest {
  /** The HTTP method; compared in upper case. */
  method: string;
  /** The request target of the request line: path and query, not decoded. */
  path: string;
  /** `X-Timestamp`: whole seconds since 1970, as it was sent. */
  timestamp: string | number;
  /** `X-Signature`: hex of 64 bytes compact `r||s`, or of strict DER; low or high S. */
  signature: string;
}

const ORDER = 'Write `verifySignature(publicKey, { method, path, timestamp, signature })`.';
const PUBLIC_KEY = /^(?:04[0-9a-f]{128}|0[23][0-9a-f]{64})$/i;
const FIELDS = ['method', 'path', 'timestamp', 'signature'] as const;

/**
 * Checks an agent's signature, as the office-manager does. It does not judge the age of the timestamp.
 *
 * @param publicKey - Hex of the agent's public key: the 65-byte uncompressed point, or the 33-byte compressed one.
 * @param request - The request and its signature.
 * @returns whether the key's owner signed this very request. `false` for text that is malformed, and for a missing key,
 * timestamp or signature: those come over the wire.
 * @throws {@link InvalidArgumentError} when an argument has the wrong type, or is in the place of another one.
 *
 * @example
 * ```ts
 * import { generateKeyPair, signRequest, verifySignature } from '@mitosislabs/auth';
 *
 * const keys = generateKeyPair();
 * const headers = signRequest({ agentId: 'aria', signingKey: keys.privateKey }, 'GET', '/api/v1/offices');
 * const ok = verifySignature(keys.publicKey, {
 *   method: 'GET',
 *   path: '/api/v1/offices',
 *   timestamp: headers['X-Timestamp'],
 *   signature: headers['X-Signature'],
 * });
 * ```
 */
export function verifySignature(publicKey: string, request: SignedRequest): boolean;
/**
 * Checks an agent's signature, from arguments in the former order.
 *
 * @deprecated Write `verifySignature(publicKey, { method, path, timestamp, signature })`.
 *
 * @param timestamp - `X-Timestamp`, as it was sent.
 * @param method - The HTTP method.
 * @param path - The request target, as it stood in the request line.
 * @param signatureHex - `X-Signature`, as it was sent.
 * @param publicKeyHex - Hex of the agent's public key.
 */
export function verifySignature(
  timestamp: string,
  method: string,
  path: string,
  signatureHex: string,
  publicKeyHex: string,
): boolean;
export function verifySignature(...args: readonly unknown[]): boolean {
  const [first, second] = args;
  if (typeof second === 'object' && second !== null) {
    const missing = FIELDS.find((name) => !(name in second));
    if (missing) throw new InvalidArgumentError(`request.${missing}`, 'is missing', { hint: ORDER });
    return verify(first, second as Record<(typeof FIELDS)[number], unknown>);
  }
  if (args.length < 5) {
    throw new InvalidArgumentError('request', `must be an object, got ${kindOf(second)}`, { hint: ORDER });
  }
  const [timestamp, method, path, signature, publicKey] = args;
  // Text that is merely malformed comes over the wire and is `false`. These are other arguments.
  if (typeof method === 'string' && !/^[a-z][a-z-]*$/i.test(method)) throw misplaced('method');
  if (typeof path === 'string' && !/[/:*]/.test(path)) throw misplaced('path');
  if (!TIMESTAMP.test(String(timestamp)) && isHex(timestamp) && TIMESTAMP.test(String(signature))) {
    throw misplaced('timestamp');
  }
  return verify(publicKey, { method, path, timestamp, signature });
}

function verify(
  publicKey: unknown,
  { method, path, timestamp, signature }: Record<(typeof FIELDS)[number], unknown>,
): boolean {
  for (const [name, value] of Object.entries({ method, path, publicKey, signature, timestamp })) {
    const isRequired = name === 'method' || name === 'path';
    const isFit = typeof value === 'string' || (name === 'timestamp' && typeof value === 'number');
    if (!isFit && (isRequired || (value !== undefined && value !== null))) {
      throw new InvalidArgumentError(name, `must be text, got ${kindOf(value)}`, { hint: ORDER });
    }
  }
  // Throws only for another argument in the key's place: a header cannot make this function throw.
  if (isHex(publicKey) && !isPublicKey(publicKey) && [timestamp, signature].some(isPublicKey)) {
    throw misplaced('publicKey');
  }
  const stamp = String(timestamp);
  if (!TIMESTAMP.test(stamp)) return false;
  const key = bytesOrNothing(publicKey);
  const bytes = bytesOrNothing(signature);
  if (key === undefined || bytes === undefined) return false;
  const compact = compactSignature(bytes);
  return (
    compact !== undefined && verifyMessage(compact, signedMessage(stamp, String(method), String(path)), key)
  );
}

function isPublicKey(value: unknown): boolean {
  return typeof value === 'string' && PUBLIC_KEY.test(value);
}

function misplaced(argument: string): InvalidArgumentError {
  return new InvalidArgumentError(argument, 'looks like another argument', { hint: ORDER });
}

function bytesOrNothing(hex: unknown): Uint8Array | undefined {
  return isHex(hex) ? fromHex(hex) : undefined;
}

function isHex(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MAX_HEX && /^([0-9a-f]{2})+$/i.test(text);
}
