/**
 * An agent and its private key.
 *
 * @example
 * ```ts
 * import { type AgentAuthConfig, generateKeyPair } from '@mitosislabs/auth';
 *
 * const aria: AgentAuthConfig = { agentId: 'aria', signingKey: generateKeyPair().privateKey };
 * ```
 */
export interface AgentAuthConfig {
  /** The agent's name in its office, sent as `X-Agent-Id`. */
  agentId: string;
  /** The agent's secp256k1 private key: 32 bytes. */
  signingKey: Uint8Array;
}
