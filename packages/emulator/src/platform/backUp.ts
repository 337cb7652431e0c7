import { randomUUID } from 'node:crypto';
import type { AgentRow } from '../store/AgentStore.ts';
import type { BackupRow } from '../store/BackupStore.ts';
import type { Platform } from './Platform.ts';
import { record } from './record.ts';

/** Keeps an agent's spec as it is now. */
export function backUp(platform: Platform, agent: AgentRow): BackupRow {
  const backup: BackupRow = {
    id: randomUUID(),
    office_id: agent.office_id,
    employee_name: agent.name,
    spec: agent.spec,
    created_at: platform.now(),
  };
  platform.store.backups.insert(backup);
  record(platform, agent, {
    category: 'lifecycle',
    type: 'backup',
    summary: `${agent.name} was backed up`,
    metadata: { backup_id: backup.id },
  });
  return backup;
}
