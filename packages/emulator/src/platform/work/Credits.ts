import { randomUUID } from 'node:crypto';
import { DEFAULT_RESOURCES, PAGE, SMALLEST_COMPUTE_CHARGE } from '../../assumptions.ts';
import { ApiError, badRequest } from '../../errors.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { LedgerRow, UsageRow, UsageTotal } from '../../store/tables/credits.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import { specOf } from '../agents/spec.ts';
import { Service } from '../Service.ts';
import { coresOf, gibibytesOf } from './quantities.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A use of credits. */
interface Use {
  kind: UsageRow['kind'];
  reason: string;
  credits: number;
  inputTokens?: number;
  outputTokens?: number;
  coreHours?: number;
  memoryGiBHours?: number;
}

/** The ledgers of offices: balances, and uses of credits. */
export class Credits extends Service {
  /** The balance of an office. */
  balance(officeId: string): number {
    return this.tables.ledger.find({ office_id: officeId }, { descending: true })?.balance_after ?? 0;
  }

  /** Refuses paid operations in an office without credits: 402. */
  require(office: OfficeRow): void {
    const balance = this.balance(office.id);
    if (balance > 0) return;
    throw new ApiError(
      402,
      'insufficient_credits',
      `The office ${office.name} is out of credits (balance ${balance}); add some.`,
    );
  }

  /** Adds credits to an office, and returns the new balance. */
  add(officeId: string, amount: number, reason: string): number {
    if (amount <= 0) throw badRequest('amount must be more than 0.');
    return this.enter(officeId, amount, reason);
  }

  /** Charges an office for the work of its agent. */
  charge(
    agent: AgentRow,
    { kind, reason, credits, inputTokens = 0, outputTokens = 0, ...compute }: Use,
  ): void {
    if (credits > 0) this.enter(agent.office_id, -credits, reason);
    const created_at = this.clock.now();
    const use = {
      office_id: agent.office_id,
      agent: agent.name,
      kind,
      core_hours: compute.coreHours ?? 0,
      memory_gib_hours: compute.memoryGiBHours ?? 0,
      credits,
    };
    this.tables.usage.insert({
      ...use,
      id: randomUUID(),
      model: specOf(agent).modelTier,
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      created_at,
    });
    const day = { ...use, day: midnightBefore(created_at), tokens: inputTokens + outputTokens };
    this.tables.usageDays.add(day, ['tokens', 'core_hours', 'memory_gib_hours', 'credits']);
  }

  /** Charges the running time of an office's agents since they were last charged. */
  meterOffice(officeId: string): void {
    for (const agent of this.tables.agents.all({ office_id: officeId })) this.meter(agent);
  }

  /** Charges the running time of an agent, once it reaches the smallest charge. */
  meter(agent: AgentRow): void {
    if (agent.metered_at === null) return;
    const hours = (this.clock.now() - agent.metered_at) / 3_600_000;
    const { resources } = specOf(agent);
    const coreHours = hours * (coresOf(resources?.cpuRequest) ?? DEFAULT_RESOURCES.cores);
    const memoryGiBHours = hours * (gibibytesOf(resources?.memoryRequest) ?? DEFAULT_RESOURCES.memoryGiB);
    const credits = rounded(coreHours * this.settings.limits.prices.coreHour);
    if (credits < SMALLEST_COMPUTE_CHARGE) return;
    const reason = `running ${agent.name}`;
    this.charge(agent, { kind: 'compute', reason, credits, coreHours, memoryGiBHours });
    this.tables.agents.update({ id: agent.id }, { metered_at: this.clock.now() });
  }

  /** The entries of a ledger, newest first, with the time that agents run up to now. */
  history(officeId: string, part: { limit: number; offset: number }): LedgerRow[] {
    this.meterOffice(officeId);
    return this.tables.ledger.all({ office_id: officeId }, { ...part, descending: true });
  }

  /** The latest uses of credits, newest first. */
  usage(officeId: string): UsageRow[] {
    return this.tables.usage.all({ office_id: officeId }, { descending: true, limit: PAGE.usual });
  }

  /** Usage by agent and kind, with the time that agents run up to now. */
  totals(officeId: string): UsageTotal[] {
    this.meterOffice(officeId);
    return this.tables.usageDays.totals(officeId);
  }

  /** Usage by agent and kind since midnight, UTC. */
  totalsToday(officeId: string): { since: number; totals: UsageTotal[] } {
    this.meterOffice(officeId);
    const since = midnightBefore(this.clock.now());
    return { since, totals: this.tables.usageDays.totals(officeId, since) };
  }

  /** Enters an amount, negative for a charge, and returns the new balance. */
  enter(officeId: string, amount: number, reason: string): number {
    const balance_after = rounded(this.balance(officeId) + amount);
    const created_at = this.clock.now();
    this.tables.ledger.insert({
      id: randomUUID(),
      office_id: officeId,
      amount,
      balance_after,
      reason,
      created_at,
    });
    return balance_after;
  }
}

/** (A) The number of tokens that a model counts for a text. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The last midnight, UTC, in ms since 1970. */
function midnightBefore(ms: number): number {
  return ms - (ms % DAY_MS);
}

/** Rounds credits, so that many small charges do not add up binary fractions. */
function rounded(credits: number): number {
  return Math.round(credits * 1e6) / 1e6;
}
