import { count, optional, type Schema, shape } from '../schema.ts';

/** How much of an agent's log to get. */
export interface LogsQuery {
  /** The last so many lines. Default: what the platform sees fit. */
  tail?: number;
}

/** The schema of {@link LogsQuery}. */
export const logsQuerySchema: Schema<LogsQuery> = shape<LogsQuery>({
  tail: optional(count),
});
