import { bytesToHex } from '@noble/hashes/utils.js';
import { compactSignature } from '../curve/compactSignature.ts';
import { isBytes } from '../curve/isBytes.ts';
import { withLowS } from '../curve/secp256k1.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import type { AgentSigner } from './AgentSigner.ts';
import { requestDigest } from './requestDigest.ts';
import type { SignedHeaders } from './SignedHeaders.ts';

/** Has a signer sign one request as its agent: the headers are those of `signRequest`. */
export async function signWith(
  { agentId, sign }: AgentSigner,
  method: string,
  path: string,
  timestamp: number,
): Promise<SignedHeaders> {
  const signature = compactOf(await sign(requestDigest(String(timestamp), method, path)));
  return {
    'X-Agent-Id': agentId,
    'X-Timestamp': String(timestamp),
    'X-Signature': bytesToHex(signature),
  };
}

/** Reads a signature: compact or DER, low or high S. */
function compactOf(signature: unknown): Uint8Array {
  try {
    const compact = isBytes(signature) ? compactSignature(signature) : undefined;
    if (compact) return withLowS(compact);
  } catch {
    // R or S is out of range.
  }
  throw new InvalidArgumentError('signer.sign', 'must return a signature: 64 bytes, or DER');
}
