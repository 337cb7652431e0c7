import { assertOptions, type OptionNames } from '../errors/checkArguments.ts';
import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import type { AgentAuthConfig } from './AgentAuthConfig.ts';
import { assertPrivateKey } from './assertPrivateKey.ts';

/** Refuses an agent whose name cannot be a header value, or whose key is not a private key. */
export function assertAgent(agent: AgentAuthConfig): void {
  assertAgentId('agent.agentId', agent?.agentId);
  assertOptions('agent', agent, { agentId: true, signingKey: true } satisfies OptionNames<AgentAuthConfig>);
  assertPrivateKey('agent.signingKey', agent.signingKey);
}

/** Refuses a name that cannot be a header value. */
export function assertAgentId(argument: string, agentId: unknown): void {
  // Visible ASCII (RFC 9110, 5.5): a line break in a name would start a header of its own.
  if (typeof agentId !== 'string' || !/^[!-~]+$/.test(agentId)) {
    throw new InvalidArgumentError(argument, 'must be a name of visible ASCII characters');
  }
}
