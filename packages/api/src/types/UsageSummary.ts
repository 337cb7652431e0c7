import { list, number, record, type Schema, shape } from '../schema.ts';

/** What an office's pods have used. */
export interface UsageSummary {
  /** Processor time, in hours of one core. */
  cpu_core_hours: number;
  /** Memory, in GiB times hours. */
  memory_gib_hours: number;
  /** What it cost, in credits. */
  total_credits: number;
  /** The same by pod. */
  pods: Record<string, unknown>[];
}

/** The schema of {@link UsageSummary}. */
export const usageSummarySchema: Schema<UsageSummary> = shape<UsageSummary>({
  cpu_core_hours: number,
  memory_gib_hours: number,
  total_credits: number,
  pods: list(record),
});
