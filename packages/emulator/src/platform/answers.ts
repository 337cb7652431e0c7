import type {
  ActivityEvent,
  CreditHistoryEntry,
  Employee,
  FileInfo,
  Office,
  Task,
  XMTPMessage,
} from '@mitosislabs/api';
import { isoTime } from '../core/Clock.ts';
import type { ActivityRow } from '../store/ActivityStore.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { FileRow } from '../store/FileStore.ts';
import type { LedgerRow } from '../store/LedgerStore.ts';
import type { MessageRow } from '../store/MessageStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { TaskRow } from '../store/TaskStore.ts';
import { specOf } from './agentSpec.ts';

/** An office as answers give it. */
export function officeAnswer(office: OfficeRow): Office {
  const { id, name, owner_id, created_at, settings } = office;
  return { id, name, owner_id, created_at: isoTime(created_at), settings: JSON.parse(settings) };
}

/** An agent as answers give it. What it was given as credentials stays out. */
export function employeeAnswer(agent: AgentRow): Employee {
  const { agentKit: _, ...spec } = specOf(agent);
  return {
    name: agent.name,
    ...spec,
    status: {
      phase: agent.phase,
      ready: agent.phase === 'ready',
      gatewayEndpoint: `http://${agent.name}.${agent.office_id}.svc.cluster.local:8080`,
      ...(agent.last_seen !== null && { lastSeen: isoTime(agent.last_seen) }),
      ...(agent.message !== null && { message: agent.message }),
    },
  };
}

/** A task as answers give it. */
export function taskAnswer(task: TaskRow): Task {
  const { id, office_id, title, kind, priority, status, created_at } = task;
  return {
    id,
    office_id,
    title,
    ...(task.description !== null && { description: task.description }),
    kind,
    priority,
    status,
    ...(task.assigned_to !== null && { assigned_to: task.assigned_to }),
    created_at: isoTime(created_at),
    ...(task.completed_at !== null && { completed_at: isoTime(task.completed_at) }),
    ...(task.result !== null && { result: task.result }),
    ...(task.error !== null && { error: task.error }),
  };
}

/** A message as answers give it. */
export function messageAnswer({ id, from_agent, content, created_at }: MessageRow): XMTPMessage {
  return { id, from_agent, content, created_at: isoTime(created_at) };
}

/** A file as answers give it. */
export function fileAnswer({ name, size, modified_at }: FileRow): FileInfo {
  return { name, size, modifiedAt: isoTime(modified_at) };
}

/** An entry of the ledger as answers give it. */
export function ledgerAnswer(row: LedgerRow): CreditHistoryEntry {
  const { id, office_id, amount, balance_after, reason, created_at } = row;
  return { id, office_id, amount, balance_after, reason, created_at: isoTime(created_at) };
}

/** Something that an agent did, as answers give it. */
export function activityAnswer({ id, category, type, summary, at, metadata }: ActivityRow): ActivityEvent {
  return {
    id,
    category: category as ActivityEvent['category'],
    type,
    summary,
    timestamp: isoTime(at),
    ...(metadata !== null && { metadata: JSON.parse(metadata) }),
  };
}
