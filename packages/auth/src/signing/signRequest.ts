import { sha256, signDigest } from '#crypto';
import { isBytes, toHex } from '../crypto/bytes.ts';
import { kindOf } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import type { AgentAuthConfig } from './AgentAuthConfig.ts';
import { assertAgent } from './assertAgent.ts';
import type { SignedHeaders } from './SignedHeaders.ts';
import { signedMessage } from './signedMessage.ts';

const ORDER = 'Write `signRequest({ agentId, signingKey }, method, path)`.';
const METHODS = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|QUERY)$/i;
/** A larger number is past the year 5000 in seconds, so it must be in ms. */
const MOST_SECONDS = 1e11;

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
 * @throws {@link InvalidArgumentError} when the key is not a private key, the name cannot be a header, the method is
 * unknown, the path does not begin with `/`, the time is not a whole number of seconds, or the arguments are in another
 * order.
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
  timestamp?: number,
): SignedHeaders;
/**
 * Signs one request, from arguments in the former order.
 *
 * @deprecated Write `signRequest({ agentId, signingKey: privateKey }, method, path)`, which returns the headers at once.
 *
 * @param agentId - The agent's name.
 * @param method - The HTTP method.
 * @param path - The request target: path and query, beginning with `/`.
 * @param privateKey - The agent's private key: 32 bytes.
 * @returns a promise of the headers. It rejects where the other order throws.
 */
export function signRequest(
  agentId: string,
  method: string,
  path: string,
  privateKey: Uint8Array,
): Promise<SignedHeaders>;
export function signRequest(
  agent: AgentAuthConfig | string,
  method: string,
  path: string,
  last?: number | Uint8Array,
): SignedHeaders | Promise<SignedHeaders> {
  if (typeof agent !== 'string') return sign(agent, method, path, last as number);
  if (!isBytes(last)) {
    throw new InvalidArgumentError('privateKey', `must be a Uint8Array of 32 bytes, got ${kindOf(last)}`, {
      hint: ORDER,
    });
  }
  const signed = async (): Promise<SignedHeaders> => sign({ agentId: agent, signingKey: last }, method, path);
  return signed();
}

function sign(
  agent: AgentAuthConfig,
  method: string,
  path: string,
  timestamp: number = Math.floor(Date.now() / 1000),
): SignedHeaders {
  assertAgent(agent);
  if (typeof method !== 'string' || !METHODS.test(method)) {
    throw new InvalidArgumentError('method', 'must be an HTTP method, such as GET', { hint: ORDER });
  }
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new InvalidArgumentError('path', 'must begin with /', { hint: ORDER });
  }
  if (!Number.isSafeInteger(timestamp) || timestamp < 0 || timestamp > MOST_SECONDS) {
    throw new InvalidArgumentError('timestamp', 'must be a whole number of seconds since 1970');
  }
  return signChecked(agent, method, path, timestamp);
}

/** Signs one request whose parts have been checked. */
export function signChecked(
  { agentId, signingKey }: AgentAuthConfig,
  method: string,
  path: string,
  timestamp: number,
): SignedHeaders {
  const digest = sha256(signedMessage(String(timestamp), method, path));
  return {
    'X-Agent-Id': agentId,
    'X-Timestamp': String(timestamp),
    'X-Signature': toHex(signDigest(digest, signingKey)),
  };
}
