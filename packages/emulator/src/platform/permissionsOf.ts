import { ROLES } from '../assumptions.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import { specOf } from './agentSpec.ts';
import type { Platform } from './Platform.ts';

/** What an agent's role permits, and what it may do besides as a delegate. */
export function permissionsOf(platform: Platform, agent: AgentRow): string[] {
  const { role } = specOf(agent);
  const own = ROLES.find(({ name }) => name === role) ?? ROLES[0];
  const delegate = platform.store.delegates.byAgent(agent.id);
  const delegated = delegate ? (JSON.parse(delegate.permissions) as string[]) : [];
  return [...new Set([...own.permissions, ...delegated])];
}
