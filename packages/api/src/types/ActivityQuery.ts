import { count, optional, type Schema, shape, text } from '../schema.ts';

/** Which of an agent's activity to get. */
export interface ActivityQuery {
  /** At most so many events. */
  limit?: number;
  /** After so many events. */
  offset?: number;
  /** Only events of this category, such as `task`. */
  category?: string;
  /** Only events from this time on: ISO 8601. */
  since?: string;
}

/** The schema of {@link ActivityQuery}. */
export const activityQuerySchema: Schema<ActivityQuery> = shape<ActivityQuery>({
  limit: optional(count),
  offset: optional(count),
  category: optional(text),
  since: optional(text),
});
