import { ROLES } from '../assumptions.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import { specOf } from './agentSpec.ts';
import type { Platform } from './Platform.ts';

/** The permissions of an agent's role, and those it has as a delegate. */
export function permissionsOf(platform: Platform, agent: AgentRow): string[] {
  const { role } = specOf(agent);
  const own = ROLES.find(({ name }) => name === role) ?? ROLES[0];
  const delegate = platform.store.delegates.byAgent(agent.id);
  const delegated = delegate ? (JSON.parse(delegate.permissions) as string[]) : [];
  return [...new Set([...own.permissions, ...delegated])];
}
