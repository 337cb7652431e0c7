import { randomUUID } from 'node:crypto';
import { type CATEGORIES, LOG_LINES } from '../../assumptions.ts';
import { isoTime } from '../../core/Clock.ts';
import type { ActivityRow } from '../../store/tables/activity.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import { PRUNE_EVERY, Service } from '../Service.ts';

/** The category of an activity. */
export type Category = (typeof CATEGORIES)[number];

/** An entry of an agent's activity. */
interface ActivityEntry {
  category: Category;
  type: string;
  summary: string;
  metadata?: object;
}

/** Filters and paging of the activity. */
interface ActivityFilter {
  limit: number;
  offset: number;
  categories?: readonly string[] | undefined;
  /** Only from this time on: ms since 1970. */
  since?: number | undefined;
}

/** The activity and the logs of agents. */
export class Activity extends Service {
  /** Adds an entry to an agent's activity, and a line to its log. */
  record(agent: AgentRow, { category, type, summary, metadata }: ActivityEntry): void {
    const at = this.clock.now();
    this.tables.activity.insert({
      id: randomUUID(),
      agent_id: agent.id,
      category,
      type,
      summary,
      metadata: metadata === undefined ? null : JSON.stringify(metadata),
      at,
    });
    // One line, whatever the text.
    const text = `[${category}] ${type}: ${summary}`.replace(/[\r\n\u2028\u2029]+/g, ' ');
    const seq = this.tables.logs.insert({ agent_id: agent.id, line: `${isoTime(at)} ${text}` });
    if (seq % PRUNE_EVERY === 0) this.tables.logs.keepLast({ agent_id: agent.id }, LOG_LINES);
  }

  /** Lists the activity of an agent, newest first. */
  list(agent: AgentRow, { limit, offset, categories, since }: ActivityFilter): ActivityRow[] {
    const where = { agent_id: agent.id, ...(since !== undefined && { at: { '>=': since } }) };
    const sets = categories ? [...new Set(categories)].map((category) => ({ ...where, category })) : [where];
    return this.tables.activity.newest(sets, { by: 'at', limit, offset });
  }

  /** The last lines of an agent's log, oldest first. */
  log(agent: AgentRow, lines: number = LOG_LINES): string[] {
    const last = { orderBy: 'seq', descending: true, limit: Math.min(lines, LOG_LINES) };
    return this.tables.logs
      .all({ agent_id: agent.id }, last)
      .map(({ line }) => line)
      .reverse();
  }
}
