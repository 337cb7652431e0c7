import type { Employee } from '@mitosislabs/api/employees';
import type { Cell } from '../output/Cell.ts';

/** Returns the fields of an agent to show. */
export function agentFields({
  name,
  role,
  modelTier,
  modelProvider,
  skills,
  status,
}: Employee): Record<string, Cell> {
  return {
    name,
    role,
    model: modelTier,
    provider: modelProvider,
    skills: skills?.join(', '),
    phase: status.phase,
    ready: status.ready,
    'last seen': status.lastSeen,
    message: status.message,
  };
}
