import { count, optional, type Schema, shape } from '../schema.ts';

/** How many entries to get. */
export interface LimitQuery {
  /** At most so many; of messages the newest. */
  limit?: number;
}

/** The schema of {@link LimitQuery}. */
export const limitQuerySchema: Schema<LimitQuery> = shape<LimitQuery>({
  limit: optional(count),
});
