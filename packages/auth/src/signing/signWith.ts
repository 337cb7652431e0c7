import { sha256 } from '#crypto';
import { isBytes, ownBytes, toHex } from '../crypto/bytes.ts';
import { compactSignature } from '../crypto/compactSignature.ts';
import { withLowS } from '../crypto/scalars.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import type { AgentSigner } from './AgentSigner.ts';
import type { SignedHeaders } from './SignedHeaders.ts';
import { signedMessage } from './signedMessage.ts';

/** Signs one request with a signer. Returns the same headers as `signRequest`. */
export async function signWith(
  { agentId, sign }: AgentSigner,
  method: string,
  path: string,
  timestamp: number,
): Promise<SignedHeaders> {
  const signature = compactOf(await sign(sha256(signedMessage(String(timestamp), method, path))));
  return {
    'X-Agent-Id': agentId,
    'X-Timestamp': String(timestamp),
    'X-Signature': toHex(signature),
  };
}

/** Reads a signature: compact or DER, low or high S. */
function compactOf(signature: unknown): Uint8Array {
  const compact = isBytes(signature) ? compactSignature(ownBytes(signature)) : undefined;
  const low = compact && withLowS(compact);
  if (low) return low;
  throw new InvalidArgumentError('signer.sign', 'must return a signature: 64 bytes, or DER');
}
