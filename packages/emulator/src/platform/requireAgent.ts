import { notFound } from '../ApiError.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { Platform } from './Platform.ts';

/** The agent of that name in an office; 404 when there is none. */
export function requireAgent(platform: Platform, office: OfficeRow, name: string): AgentRow {
  const agent = platform.store.agents.byName(office.id, name);
  if (!agent) throw notFound(`agent named ${name} in this office`);
  return agent;
}
