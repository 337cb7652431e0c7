import { utf8 } from '../crypto/bytes.ts';

/**
 * Returns what an agent signs, by its SHA-256: `{unix_timestamp}\n{HTTP_METHOD}\n{path_with_query}`.
 * The body is not covered. The path is the request target exactly as it is sent (RFC 9112, 3.2.1).
 */
export function signedMessage(timestamp: string, method: string, path: string): Uint8Array {
  return utf8(`${timestamp}\n${method.toUpperCase()}\n${path}`);
}
