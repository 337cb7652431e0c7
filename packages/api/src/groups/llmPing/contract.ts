import { none, self } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { boolean, number, optional, type Schema, shape, string } from '../../contract/schema.ts';

/** The result of a ping. */
export interface PingResult {
  /** The model. */
  model: string;
  /** The duration, in ms. */
  latency_ms: number;
  /** Whether the model responded. */
  success: boolean;
  /** The error message. */
  error?: string;
}

/** The schema of {@link PingResult}. */
export const pingResultSchema: Schema<PingResult> = shape<PingResult>({
  model: string,
  latency_ms: number,
  success: boolean,
  error: optional(string),
});

/** The operations that ping models. */
export const llmPing = group('llmPing', {
  ping: {
    route: 'POST /api/v1/offices/{officeId}/llm-ping',
    responseType: 'json',
    output: pingResultSchema,
    idempotency: 'idempotency-key',
    access: none,
  },
  agentPing: {
    route: 'POST /api/v1/offices/{officeId}/employees/{name}/llm-ping',
    responseType: 'json',
    output: pingResultSchema,
    idempotency: 'idempotency-key',
    access: self,
  },
} as const satisfies Operations);
