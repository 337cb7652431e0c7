import type { Endpoint } from '@mitosislabs/api/contract';
import type { AgentCaller } from '../../core/Caller.ts';
import { ApiError } from '../../errors.ts';
import type { Delegates } from '../../platform/agents/Delegates.ts';

/** The path parameters that name an agent. */
const NAMES = ['name', 'agentName', 'agentId'];

/** Refuses an agent that the contract does not allow to call an operation: 403. */
export function authorize(
  delegates: Delegates,
  { agent }: AgentCaller,
  { name, access }: Endpoint,
  params: Readonly<Record<string, string>>,
): void {
  const operation = name.replace('.', ':');
  // A delegated operation covers the whole office.
  if (delegates.delegatedTo(agent).includes(operation)) return;
  const { agents, permission } = access;
  if (agents === 'none') {
    throw forbidden(`Agents may not call ${name}. The owner can make one a delegate with ${operation}.`);
  }
  const named = NAMES.map((key) => params[key]).find((value) => value !== undefined);
  if (agents === 'self' && named !== agent.name) {
    throw new ApiError(403, 'not_yourself', `${agent.name} may call ${name} about itself only.`);
  }
  if (permission !== undefined && !delegates.permissionsOf(agent).includes(permission)) {
    throw forbidden(`The role of ${agent.name} does not permit ${permission}, which ${name} needs.`);
  }
}

function forbidden(message: string): ApiError {
  return new ApiError(403, 'forbidden', message);
}
