import type { AgentRow } from '../store/AgentStore.ts';
import { leaveOffice } from './leaveOffice.ts';
import type { Platform } from './Platform.ts';

/** Fires an agent. Its name is free again. */
export function fireAgent(platform: Platform, agent: AgentRow): void {
  leaveOffice(platform, agent, 'fired');
  platform.store.whatsapp.delete(agent.id);
  platform.store.agents.delete(agent.id);
  platform.db.afterCommit(() => platform.onPhase?.({ id: agent.id, phase: 'fired' }));
}
