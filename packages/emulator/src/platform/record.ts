import { randomUUID } from 'node:crypto';
import { type CATEGORIES, LOG_LINES } from '../assumptions.ts';
import { isoTime } from '../core/Clock.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { Platform } from './Platform.ts';

/** What kind of thing an agent did. */
export type Category = (typeof CATEGORIES)[number];

/** What an agent did, or what was done to it. */
export interface ActivityEntry {
  category: Category;
  type: string;
  summary: string;
  metadata?: object;
}

/** Writes into an agent's activity, and a line into its log. */
export function record(platform: Platform, agent: AgentRow, entry: ActivityEntry): void {
  const at = platform.now();
  const metadata = entry.metadata === undefined ? null : JSON.stringify(entry.metadata);
  const { category, type, summary } = entry;
  platform.store.activity.insert({
    id: randomUUID(),
    agent_id: agent.id,
    category,
    type,
    summary,
    metadata,
    at,
  });
  log(platform, agent, `[${category}] ${type}: ${summary}`);
}

/** Writes a line into an agent's log: always one, whatever the text. */
function log(platform: Platform, agent: AgentRow, text: string): void {
  const line = `${isoTime(platform.now())} ${text.replace(/[\r\n\u2028\u2029]+/g, ' ')}`;
  platform.store.activity.log(agent.id, line, LOG_LINES);
}
