import { boolean, type Schema, shape } from '../schema.ts';

/** The answer to a sign of life. */
export interface Heartbeat {
  /** Whether it was noted. */
  ok: boolean;
}

/** The schema of {@link Heartbeat}. */
export const heartbeatSchema: Schema<Heartbeat> = shape<Heartbeat>({
  ok: boolean,
});
