import { assertOptions, kindOf, type OptionNames } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import type { AgentAuthConfig } from './AgentAuthConfig.ts';
import type { AgentSigner } from './AgentSigner.ts';
import { assertPrivateKey } from './assertPrivateKey.ts';

/** Refuses an agent whose name cannot be a header value, or whose key is not a private key. */
export function assertAgent(agent: AgentAuthConfig | AgentSigner): void {
  // Visible ASCII (RFC 9110, 5.5): a line break in a name would start a header of its own.
  if (typeof agent?.agentId !== 'string' || !/^[!-~]+$/.test(agent.agentId)) {
    throw new InvalidArgumentError('agent.agentId', 'must be a name of visible ASCII characters');
  }
  const known = { agentId: true, signingKey: true, sign: true } satisfies OptionNames<
    Required<AgentAuthConfig> & Omit<AgentSigner, 'signingKey'>
  >;
  assertOptions('agent', agent, known);
  if (!('sign' in agent) || agent.sign === undefined) {
    assertPrivateKey('agent.signingKey', agent.signingKey as Uint8Array);
    return;
  }
  if (typeof agent.sign !== 'function') {
    throw new InvalidArgumentError('agent.sign', `must be a function, got ${kindOf(agent.sign)}`);
  }
  if (agent.signingKey !== undefined) {
    throw new InvalidArgumentError('agent', 'must have either `signingKey` or `sign`, not both');
  }
}
