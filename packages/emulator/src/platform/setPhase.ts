import type { AgentRow, Phase } from '../store/AgentStore.ts';
import { meter } from './credits.ts';
import type { Platform } from './Platform.ts';
import { publish } from './publish.ts';
import { record } from './record.ts';

/** Moves an agent to a phase, and says why. Its running time is charged from `ready` on. */
export function setPhase(
  platform: Platform,
  agent: AgentRow,
  phase: Phase,
  why: string,
  suspendedWithOffice = false,
): void {
  if (agent.phase === 'ready') meter(platform, agent);
  platform.store.agents.update(agent.id, {
    phase,
    message: phase === 'ready' ? null : why,
    suspended_with_office: suspendedWithOffice ? 1 : 0,
    metered_at: phase === 'ready' ? platform.now() : null,
    ...(phase === 'ready' && { last_seen: platform.now() }),
  });
  record(platform, agent, { category: 'lifecycle', type: phase, summary: why });
  publish(platform, agent.office_id, 'agent', {
    name: agent.name,
    phase,
    ready: phase === 'ready',
    message: why,
  });
  platform.db.afterCommit(() => platform.onPhase?.({ id: agent.id, phase }));
}
