import { number, type Schema, shape } from '../schema.ts';

/** The connections behind an office's message bus. */
export interface PoolStats {
  /** How many are in use. */
  active: number;
  /** How many are waiting. */
  idle: number;
}

/** The schema of {@link PoolStats}. */
export const poolStatsSchema: Schema<PoolStats> = shape<PoolStats>({
  active: number,
  idle: number,
});
