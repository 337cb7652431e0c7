import type { AgentRow } from '../store/AgentStore.ts';
import { meter } from './credits.ts';
import type { Platform } from './Platform.ts';
import { publish } from './publish.ts';
import { finishTask } from './tasks.ts';

/** Fires an agent. Its name is free again, and nothing of it is left to a successor of that name. */
export function fireAgent(platform: Platform, agent: AgentRow): void {
  const { office_id: officeId, name } = agent;
  meter(platform, agent);
  for (const task of platform.store.tasks.runningOf(officeId, name)) {
    finishTask(platform, task, 'failed', `${name} was fired before it was done`);
  }
  platform.store.conversations.deleteOf(officeId, name);
  platform.store.groups.removeFromAll(officeId, name);
  platform.store.files.deletePermissionsOf(officeId, name);
  platform.store.agents.delete(agent.id);
  publish(platform, officeId, 'agent', { name, phase: 'fired', ready: false, message: `${name} was fired` });
  platform.db.afterCommit(() => platform.onPhase?.({ id: agent.id, phase: 'fired' }));
}
