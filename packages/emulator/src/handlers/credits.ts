import { randomUUID } from 'node:crypto';
import type { contract } from '@mitosislabs/api/contract';
import { badRequest } from '../ApiError.ts';
import { DOLLARS_PER_CREDIT } from '../assumptions.ts';
import { isoTime, midnightBefore } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import { ledgerAnswer } from '../platform/answers.ts';
import { meterOffice } from '../platform/credits.ts';
import type { Platform } from '../platform/Platform.ts';
import { coresOf, gibibytesOf } from '../platform/quantities.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import type { UsageRow, UsageTotal } from '../store/LedgerStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import { pageOf } from './queries.ts';

/** What the operations on credits, usage and quota do. */
export const credits: Handlers<typeof contract.credits> = {
  balance({ platform, office }) {
    meterOffice(platform, office.id);
    return { office_id: office.id, balance: platform.store.ledger.balance(office.id) };
  },

  add({ platform, office, body }) {
    if (body.amount <= 0) throw badRequest('amount must be more than 0.');
    const { balance_after } = platform.store.ledger.add({
      id: randomUUID(),
      office_id: office.id,
      amount: body.amount,
      reason: body.reason,
      created_at: platform.now(),
    });
    return { office_id: office.id, balance: balance_after };
  },

  history({ platform, office, query }) {
    meterOffice(platform, office.id);
    const { limit, offset } = pageOf(query);
    return platform.store.ledger.history(office.id, limit, offset).map(ledgerAnswer);
  },

  usage({ platform, office }) {
    const totals = totalsOf(platform, office);
    const entries = platform.store.ledger.usage(office.id, pageOf({}).limit).map(usageAnswer);
    return { office_id: office.id, total_credits: sum(totals, 'credits'), entries };
  },

  usageCurrent({ platform, office }) {
    meterOffice(platform, office.id);
    const midnight = midnightBefore(platform.now());
    const today = platform.store.ledger.totals(office.id, midnight);
    const running = platform.store.agents.ofOffice(office.id).filter(({ phase }) => phase === 'ready');
    return {
      office_id: office.id,
      since: isoTime(midnight),
      total_credits: sum(today, 'credits'),
      running_agents: running.map(({ name }) => name),
    };
  },

  usageSummary({ platform, office }) {
    const compute = totalsOf(platform, office).filter(({ kind }) => kind === 'compute');
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

  llmUsage({ platform, office }) {
    const entries = platform.store.ledger.usage(office.id, pageOf({}).limit).filter(isLlm).map(usageAnswer);
    return { office_id: office.id, entries };
  },

  llmUsageSummary({ platform, office }) {
    const llm = totalsOf(platform, office).filter(isLlm);
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

  agentUsage({ platform, office, params }) {
    const { name } = requireAgent(platform, office, params.name);
    const own = totalsOf(platform, office).filter(({ agent }) => agent === name);
    return {
      agent: name,
      cpu_core_hours: sum(own, 'core_hours'),
      memory_gib_hours: sum(own, 'memory_gib_hours'),
      total_tokens: sum(own, 'tokens'),
      total_credits: sum(own, 'credits'),
    };
  },

  quota: ({ office: { cpu, memory, pods, tier } }) => ({ cpu, memory, pods, tier }),

  setQuota({ platform, office, body }) {
    if (body.tier.trim() === '') throw badRequest('tier must not be empty.');
    if (body.cpu !== undefined && coresOf(body.cpu) === undefined)
      throw badRequest('cpu must be like 500m or 4.');
    if (body.memory !== undefined && gibibytesOf(body.memory) === undefined) {
      throw badRequest('memory must be like 512Mi or 8Gi.');
    }
    if (body.pods !== undefined && (!Number.isInteger(body.pods) || body.pods < 0)) {
      throw badRequest('pods must be a whole number, 0 or more.');
    }
    const { tier, cpu = office.cpu, memory = office.memory, pods = office.pods } = body;
    platform.store.offices.update(office.id, { tier, cpu, memory, pods });
    return { tier, cpu, memory, pods };
  },
};

function totalsOf(platform: Platform, office: OfficeRow): UsageTotal[] {
  meterOffice(platform, office.id);
  return platform.store.ledger.totals(office.id);
}

function isLlm({ kind }: { kind: UsageRow['kind'] }): boolean {
  return kind === 'message' || kind === 'task';
}

/** Adds up, without the dust of binary fractions. */
function sum(totals: UsageTotal[], field: 'tokens' | 'core_hours' | 'memory_gib_hours' | 'credits'): number {
  return Math.round(totals.reduce((all, total) => all + total[field], 0) * 1e6) / 1e6;
}

function costOf(totals: UsageTotal[]): number {
  return Math.round(sum(totals, 'credits') * DOLLARS_PER_CREDIT * 1e6) / 1e6;
}

function usageAnswer(usage: UsageRow): object {
  const { id, agent, kind, model, input_tokens, output_tokens, core_hours, memory_gib_hours, credits } =
    usage;
  return {
    id,
    agent,
    kind,
    model,
    input_tokens,
    output_tokens,
    cpu_core_hours: core_hours,
    memory_gib_hours,
    credits,
    created_at: isoTime(usage.created_at),
  };
}
