import { optional, type Schema, shape, text, time } from '../schema.ts';

/** A command to run in an office's workspace. */
export interface ExecRequest {
  /** The command line. */
  command: string;
  /** How long it may take, in ms. */
  timeout_ms?: number;
}

/** The schema of {@link ExecRequest}. */
export const execRequestSchema: Schema<ExecRequest> = shape<ExecRequest>({
  command: text,
  timeout_ms: optional(time),
});
