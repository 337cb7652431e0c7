import { boolean, number, optional, type Schema, shape, text } from '../schema.ts';

/** How a model answered. */
export interface PingResult {
  /** The model. */
  model: string;
  /** How long it took, in ms. */
  latency_ms: number;
  /** Whether it answered. */
  success: boolean;
  /** What went wrong. */
  error?: string;
}

/** The schema of {@link PingResult}. */
export const pingResultSchema: Schema<PingResult> = shape<PingResult>({
  model: text,
  latency_ms: number,
  success: boolean,
  error: optional(text),
});
