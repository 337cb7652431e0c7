import { hexToBytes } from '@noble/hashes/utils.js';
import { decodeDER } from './decodeDER.ts';
import { requestDigest } from './requestDigest.ts';
import { verifyDigest } from './secp256k1.ts';

/** The longest accepted hex, in characters: a signature in DER. */
const MAX_HEX = 144;

/** A request as the server saw it, with what the three headers said. */
export interface SignedRequest {
  /** The HTTP method; compared in upper case. */
  method: string;
  /** The request target as it stood in the request line: path and query, not decoded. */
  path: string;
  /** `X-Timestamp`: whole seconds since 1970, as it was sent. */
  timestamp: string | number;
  /** `X-Signature`: hex of 64 bytes compact `r||s`, or of strict DER; low or high S. */
  signature: string;
}

/**
 * Checks an agent's signature, as the office-manager does. It does not judge the age of the timestamp.
 *
 * @param publicKey - Hex of the agent's public key: the 65-byte uncompressed point, or the 33-byte compressed one.
 * @param request - The request and its signature.
 * @returns whether the key's owner signed this very request. `false` for anything malformed; never throws.
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
export function verifySignature(publicKey: string, request: SignedRequest): boolean {
  const timestamp = String(request.timestamp);
  // One spelling of a number only: no sign, no leading zero, no exponent.
  if (!/^(0|[1-9]\d{0,15})$/.test(timestamp)) return false;
  const digest = requestDigest(timestamp, String(request.method), String(request.path));
  const key = bytesOrNothing(publicKey);
  const signature = bytesOrNothing(request.signature);
  return key !== undefined && signature !== undefined && verifyEncoded(signature, digest, key);
}

/** Verifies a signature in either encoding. 64 bytes are compact: valid DER of that length is not found in practice. */
export function verifyEncoded(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  const compact = signature.length === 64 ? signature : decodeDER(signature);
  return compact !== undefined && verifyDigest(compact, digest, publicKey);
}

function bytesOrNothing(hex: string): Uint8Array | undefined {
  if (typeof hex !== 'string' || hex.length > MAX_HEX) return undefined;
  return /^([0-9a-f]{2})+$/i.test(hex) ? hexToBytes(hex) : undefined;
}
