import { list, number, record, type Schema, shape } from '../schema.ts';

/** What an office's models have used. */
export interface LLMUsageSummary {
  /** Tokens, read and written. */
  total_tokens: number;
  /** What the providers of the models charge for it. */
  total_cost: number;
  /** What it cost, in credits. */
  total_credits: number;
  /** The same by agent. */
  agents: Record<string, unknown>[];
}

/** The schema of {@link LLMUsageSummary}. */
export const llmUsageSummarySchema: Schema<LLMUsageSummary> = shape<LLMUsageSummary>({
  total_tokens: number,
  total_cost: number,
  total_credits: number,
  agents: list(record),
});
