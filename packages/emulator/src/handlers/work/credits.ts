import type { contract } from '@mitosislabs/api/contract';
import { DOLLARS_PER_CREDIT } from '../../assumptions.ts';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';
import type { UsageRow, UsageTotal } from '../../store/tables/credits.ts';
import { pageOf } from '../queries.ts';

/** Serves the operations on credits, usage and quota. */
export function credits({ agents, credits, offices }: Platform): Handlers<typeof contract.credits> {
  return {
    balance({ office: { id } }) {
      credits.meterOffice(id);
      return { office_id: id, balance: credits.balance(id) };
    },

    add: ({ office: { id }, body }) => ({
      office_id: id,
      balance: credits.add(id, body.amount, body.reason),
    }),

    history: ({ office, query }) =>
      credits
        .history(office.id, pageOf(query))
        .map(({ created_at, ...entry }) => ({ ...entry, created_at: isoTime(created_at) })),

    usage({ office: { id } }) {
      const totals = credits.totals(id);
      const entries = credits.usage(id).map(toUsageEntry);
      return { office_id: id, total_credits: sum(totals, 'credits'), entries };
    },

    usageCurrent({ office: { id } }) {
      const { since, totals } = credits.totalsToday(id);
      const running = agents.list(id).filter(({ phase }) => phase === 'ready');
      return {
        office_id: id,
        since: isoTime(since),
        total_credits: sum(totals, 'credits'),
        running_agents: running.map(({ name }) => name),
      };
    },

    usageSummary({ office }) {
      const compute = credits.totals(office.id).filter(({ kind }) => kind === 'compute');
      return {
        cpu_core_hours: sum(compute, 'core_hours'),
        memory_gib_hours: sum(compute, 'memory_gib_hours'),
        total_credits: sum(compute, 'credits'),
        pods: compute.map(({ agent, core_hours, memory_gib_hours, credits }) => ({
          agent,
          cpu_core_hours: core_hours,
          memory_gib_hours,
          credits,
        })),
      };
    },

    llmUsage: ({ office: { id } }) => ({
      office_id: id,
      entries: credits.usage(id).filter(isLlm).map(toUsageEntry),
    }),

    llmUsageSummary({ office }) {
      const llm = credits.totals(office.id).filter(isLlm);
      const agents = [...new Set(llm.map(({ agent }) => agent))].map((agent) => {
        const own = llm.filter((total) => total.agent === agent);
        return { agent, tokens: sum(own, 'tokens'), credits: sum(own, 'credits'), cost: costOf(own) };
      });
      return {
        total_tokens: sum(llm, 'tokens'),
        total_cost: costOf(llm),
        total_credits: sum(llm, 'credits'),
        agents,
      };
    },

    agentUsage({ office, params }) {
      const { name } = agents.get(office, params.name);
      const own = credits.totals(office.id).filter(({ agent }) => agent === name);
      return {
        agent: name,
        cpu_core_hours: sum(own, 'core_hours'),
        memory_gib_hours: sum(own, 'memory_gib_hours'),
        total_tokens: sum(own, 'tokens'),
        total_credits: sum(own, 'credits'),
      };
    },

    quota: ({ office: { cpu, memory, pods, tier } }) => ({ cpu, memory, pods, tier }),

    setQuota: ({ office, body }) => offices.setQuota(office, body),
  };
}

function isLlm({ kind }: { kind: UsageRow['kind'] }): boolean {
  return kind === 'message' || kind === 'task';
}

/** Adds up a field, and rounds away the dust of binary fractions. */
function sum(totals: UsageTotal[], field: 'tokens' | 'core_hours' | 'memory_gib_hours' | 'credits'): number {
  return Math.round(totals.reduce((all, total) => all + total[field], 0) * 1e6) / 1e6;
}

function costOf(totals: UsageTotal[]): number {
  return Math.round(sum(totals, 'credits') * DOLLARS_PER_CREDIT * 1e6) / 1e6;
}

function toUsageEntry({ office_id: _, core_hours, created_at, ...usage }: UsageRow): object {
  return { ...usage, cpu_core_hours: core_hours, created_at: isoTime(created_at) };
}
