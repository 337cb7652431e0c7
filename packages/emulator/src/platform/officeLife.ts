import type { OfficeRow } from '../store/OfficeStore.ts';
import type { Platform } from './Platform.ts';
import { publish } from './publish.ts';
import { setPhase } from './setPhase.ts';

/** Stops all work in an office: its agents sleep until it is resumed. */
export function suspendOffice(platform: Platform, office: OfficeRow): void {
  if (office.suspended === 1) return;
  platform.store.offices.update(office.id, { suspended: 1 });
  for (const agent of platform.store.agents.ofOffice(office.id)) {
    if (agent.phase !== 'ready' && agent.phase !== 'provisioning') continue;
    setPhase(platform, agent, 'suspended', 'the office was suspended', true);
  }
  publish(platform, office.id, 'office', { id: office.id, name: office.name, state: 'suspended' });
}

/** Lets an office work again; agents that were suspended for themselves stay so. */
export function resumeOffice(platform: Platform, office: OfficeRow): void {
  if (office.suspended === 0) return;
  platform.store.offices.update(office.id, { suspended: 0 });
  for (const agent of platform.store.agents.ofOffice(office.id)) {
    if (agent.suspended_with_office === 0) continue;
    setPhase(platform, agent, 'provisioning', 'the office was resumed');
  }
  publish(platform, office.id, 'office', { id: office.id, name: office.name, state: 'resumed' });
}

/** Puts an office away for good: nobody sees it any more. */
export function archiveOffice(platform: Platform, office: OfficeRow): void {
  for (const agent of platform.store.agents.ofOffice(office.id)) {
    if (agent.phase !== 'archived') setPhase(platform, agent, 'archived', 'the office was deleted');
  }
  platform.store.offices.archive(office.id, platform.now());
}
