import type { AgentRow } from '../store/AgentStore.ts';
import { meter } from './credits.ts';
import type { Platform } from './Platform.ts';
import { publish } from './publish.ts';
import { finishTask } from './tasks.ts';

/** Ends all that an agent has in its office, so that a successor of its name finds nothing of it. */
export function leaveOffice(platform: Platform, agent: AgentRow, how: 'fired' | 'transferred'): void {
  const { office_id: officeId, name } = agent;
  meter(platform, agent);
  for (const task of platform.store.tasks.runningOf(officeId, name)) {
    finishTask(platform, task, 'failed', `${name} was ${how} before it was done`);
  }
  platform.store.events.deleteOf(officeId, name);
  platform.store.conversations.deleteOf(officeId, name);
  platform.store.groups.removeFromAll(officeId, name);
  platform.store.files.deletePermissionsOf(officeId, name);
  publish(platform, officeId, 'agent', { name, phase: how, ready: false, message: `${name} was ${how}` });
}
