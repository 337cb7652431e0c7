import { randomUUID } from 'node:crypto';
import { ApiError } from '../ApiError.ts';
import { DEFAULT_RESOURCES, PRICES, SMALLEST_COMPUTE_CHARGE } from '../assumptions.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { UsageRow } from '../store/LedgerStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import { specOf } from './agentSpec.ts';
import type { Platform } from './Platform.ts';
import { coresOf, gibibytesOf } from './quantities.ts';

/** A use of credits. */
export interface Use {
  kind: UsageRow['kind'];
  reason: string;
  credits: number;
  inputTokens?: number;
  outputTokens?: number;
  coreHours?: number;
  memoryGiBHours?: number;
}

/** Refuses what costs something in an office that has nothing left: 402. */
export function requireCredits(platform: Platform, office: OfficeRow): void {
  const balance = platform.store.ledger.balance(office.id);
  if (balance > 0) return;
  throw new ApiError(
    402,
    'insufficient_credits',
    `The office ${office.name} is out of credits (balance ${balance}); add some.`,
  );
}

/** Takes credits for what an agent did, and writes down what for. */
export function charge(platform: Platform, agent: AgentRow, use: Use): void {
  const at = platform.now();
  const model = specOf(agent).modelTier;
  const { kind, reason, credits } = use;
  platform.store.ledger.add({
    id: randomUUID(),
    office_id: agent.office_id,
    amount: -credits,
    reason,
    created_at: at,
  });
  platform.store.ledger.addUsage({
    id: randomUUID(),
    office_id: agent.office_id,
    agent: agent.name,
    kind,
    model,
    input_tokens: use.inputTokens ?? 0,
    output_tokens: use.outputTokens ?? 0,
    core_hours: use.coreHours ?? 0,
    memory_gib_hours: use.memoryGiBHours ?? 0,
    credits,
    created_at: at,
  });
}

/** Charges the time that the agents of an office have been running since they were last charged. */
export function meterOffice(platform: Platform, officeId: string): void {
  for (const agent of platform.store.agents.ofOffice(officeId)) meter(platform, agent);
}

/** Charges the time that an agent has been running, once it is worth an entry. */
export function meter(platform: Platform, agent: AgentRow): void {
  if (agent.metered_at === null) return;
  const hours = (platform.now() - agent.metered_at) / 3_600_000;
  const { resources } = specOf(agent);
  const coreHours = hours * (coresOf(resources?.cpuRequest) ?? DEFAULT_RESOURCES.cores);
  const memoryGiBHours = hours * (gibibytesOf(resources?.memoryRequest) ?? DEFAULT_RESOURCES.memoryGiB);
  const credits = Math.round(coreHours * PRICES.coreHour * 1e6) / 1e6;
  if (credits < SMALLEST_COMPUTE_CHARGE) return;
  charge(platform, agent, {
    kind: 'compute',
    reason: `running ${agent.name}`,
    credits,
    coreHours,
    memoryGiBHours,
  });
  platform.store.agents.update(agent.id, { metered_at: platform.now() });
}

/** (A) What a model would count for a text. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}
