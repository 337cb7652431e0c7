import { number, type Schema, shape } from '../schema.ts';

/** How many tasks an office has, by status. */
export interface TaskStats {
  /** All of them. */
  total: number;
  /** Waiting for an agent. */
  queued: number;
  /** Being worked on. */
  running: number;
  /** Done, with a result. */
  completed: number;
  /** Given up, with an error. */
  failed: number;
}

/** The schema of {@link TaskStats}. */
export const taskStatsSchema: Schema<TaskStats> = shape<TaskStats>({
  total: number,
  queued: number,
  running: number,
  completed: number,
  failed: number,
});
