/**
 * An agent whose private key is elsewhere: in a KMS, in hardware, or in another thread.
 *
 * @example
 * ```ts
 * import { type AgentSigner, signerAuthenticator } from '@mitosislabs/auth';
 *
 * export function asAria(kms: Pick<AgentSigner, 'sign'>) {
 *   const aria: AgentSigner = { agentId: 'aria', sign: (digest) => kms.sign(digest) };
 *   return signerAuthenticator(aria);
 * }
 * ```
 */
export interface AgentSigner {
  /** The agent's name in its office, sent as `X-Agent-Id`. */
  agentId: string;
  /**
   * Signs a SHA-256 digest of 32 bytes with the agent's secp256k1 key (ECDSA). It is called once for every attempt of a
   * request.
   *
   * @returns the signature: 64 bytes compact `r||s`, or DER as a KMS returns it. High S is turned into low S.
   */
  sign: (digest: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}
