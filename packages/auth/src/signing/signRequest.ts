import { bytesToHex } from '@noble/hashes/utils.js';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import type { AgentAuthConfig } from './AgentAuthConfig.ts';
import { assertAgent } from './assertAgent.ts';
import { requestDigest } from './requestDigest.ts';
import type { SignedHeaders } from './SignedHeaders.ts';
import { signDigest } from './secp256k1.ts';

/**
 * Signs one request as an agent: ECDSA over secp256k1 and SHA-256, deterministic (RFC 6979), low S.
 *
 * The signature covers the time, the method and the path with its query; it does not cover the body. Sign the path
 * exactly as it goes out on the wire, percent-encoding included.
 *
 * @param agent - The agent's name and its 32-byte private key.
 * @param method - The HTTP method; signed in upper case.
 * @param path - The request target: path and query, beginning with `/`.
 * @param timestamp - When: whole seconds since 1970. Default: now. The server accepts 60 s either way.
 * @returns the headers to send.
 * @throws {@link InvalidArgumentError} when the key is no private key, the name cannot be a header, the path does not
 * begin with `/`, or the time is no whole number.
 *
 * @example
 * ```ts
 * import { generateKeyPair, signRequest } from '@mitosislabs/auth';
 *
 * const aria = { agentId: 'aria', signingKey: generateKeyPair().privateKey };
 * const headers = signRequest(aria, 'GET', '/api/v1/offices/o1/tasks?limit=5');
 * ```
 */
export function signRequest(
  agent: AgentAuthConfig,
  method: string,
  path: string,
  timestamp: number = Math.floor(Date.now() / 1000),
): SignedHeaders {
  assertAgent(agent);
  if (typeof path !== 'string' || !path.startsWith('/'))
    throw new InvalidArgumentError('path', 'must begin with /');
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw new InvalidArgumentError('timestamp', 'must be a whole number of seconds since 1970');
  }
  const digest = requestDigest(String(timestamp), method, path);
  return {
    'X-Agent-Id': agent.agentId,
    'X-Timestamp': String(timestamp),
    'X-Signature': bytesToHex(signDigest(digest, agent.signingKey)),
  };
}
