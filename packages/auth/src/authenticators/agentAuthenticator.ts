import type { AgentAuthConfig } from '../signing/AgentAuthConfig.ts';
import { assertAgent } from '../signing/assertAgent.ts';
import { signChecked } from '../signing/signRequest.ts';
import type { Authenticator } from './Authenticator.ts';

/**
 * Authenticates as an agent: signs every request with the agent's private key.
 *
 * @param agent - The agent's name and its 32-byte private key, of which a copy is kept.
 * @returns an authenticator that sends `X-Agent-Id`, `X-Timestamp` and `X-Signature`.
 * @throws {@link InvalidArgumentError} when the key is not a private key or the name cannot be a header.
 *
 * @example
 * ```ts
 * import { agentAuthenticator, generateKeyPair } from '@mitosislabs/auth';
 *
 * const auth = agentAuthenticator({ agentId: 'aria', signingKey: generateKeyPair().privateKey });
 * console.log(auth.method); // agent
 * ```
 */
export function agentAuthenticator(agent: AgentAuthConfig): Authenticator {
  assertAgent(agent);
  const signer: AgentAuthConfig = { agentId: agent.agentId, signingKey: new Uint8Array(agent.signingKey) };
  return {
    method: 'agent',
    authorize: ({ method, target, time }) => ({
      ...signChecked(signer, method, target, Math.floor(time / 1000)),
    }),
  };
}
