import { number, optional, type Schema, shape, text } from '../schema.ts';

/** A quota for an office. */
export interface SetQuotaRequest {
  /** The name of the tier. */
  tier: string;
  /** Processor cores, as a Kubernetes quantity. */
  cpu?: string;
  /** Memory, as a Kubernetes quantity: `16Gi`. */
  memory?: string;
  /** How many pods. */
  pods?: number;
}

/** The schema of {@link SetQuotaRequest}. */
export const setQuotaRequestSchema: Schema<SetQuotaRequest> = shape<SetQuotaRequest>({
  tier: text,
  cpu: optional(text),
  memory: optional(text),
  pods: optional(number),
});
