import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Returns the digest that an agent signs: the SHA-256 of `{unix_timestamp}\n{HTTP_METHOD}\n{path_with_query}`.
 * The body is not covered. The path is the request target exactly as it is sent (RFC 9112, 3.2.1).
 */
export function requestDigest(timestamp: string, method: string, path: string): Uint8Array {
  return sha256(utf8ToBytes(`${timestamp}\n${method.toUpperCase()}\n${path}`));
}
