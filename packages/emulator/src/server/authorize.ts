import { type Access, access, type Endpoint } from '@mitosislabs/api/contract';
import { ApiError } from '../ApiError.ts';
import type { AgentCaller, Caller } from '../core/Caller.ts';
import type { Platform } from '../platform/Platform.ts';
import { permissionsOf } from '../platform/permissionsOf.ts';

const table: Readonly<Record<string, Readonly<Record<string, Access>>>> = access;
/** The path parameters that name an agent. */
const NAMES = ['name', 'agentName', 'agentId'];

/** Answers 403 if the contract's table of access does not allow this caller the operation. */
export function requireAllowed(
  platform: Platform,
  caller: Caller,
  { name }: Endpoint,
  params: Readonly<Record<string, string>>,
): void {
  if (caller.kind === 'user') return;
  const permissions = permissionsOf(platform, caller.agent);
  const operation = name.replace('.', ':');
  // A delegated operation covers the whole office.
  if (permissions.includes(operation) && isDelegated(platform, caller, operation)) return;
  const [group = '', method = ''] = name.split('.');
  const { agents, permission } = table[group]?.[method] ?? { agents: 'none' };
  if (agents === 'none') {
    throw forbidden(`Agents may not call ${name}. The owner can make one a delegate with ${operation}.`);
  }
  const named = NAMES.map((key) => params[key]).find((value) => value !== undefined);
  if (agents === 'self' && named !== caller.agent.name) {
    throw new ApiError(403, 'not_yourself', `${caller.agent.name} may call ${name} about itself only.`);
  }
  if (permission !== undefined && !permissions.includes(permission)) {
    throw forbidden(`The role of ${caller.agent.name} does not permit ${permission}, which ${name} needs.`);
  }
}

function isDelegated(platform: Platform, { agent }: AgentCaller, operation: string): boolean {
  const delegate = platform.store.delegates.byAgent(agent.id);
  return delegate !== undefined && (JSON.parse(delegate.permissions) as string[]).includes(operation);
}

function forbidden(message: string): ApiError {
  return new ApiError(403, 'forbidden', message);
}
