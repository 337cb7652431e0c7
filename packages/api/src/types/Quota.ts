import { number, type Schema, shape, text } from '../schema.ts';

/** What an office may use at most. */
export interface Quota {
  /** Processor cores, as a Kubernetes quantity. */
  cpu: string;
  /** Memory, as a Kubernetes quantity: `16Gi`. */
  memory: string;
  /** How many pods. */
  pods: number;
  /** The name of the tier that it comes from. */
  tier: string;
}

/** The schema of {@link Quota}. */
export const quotaSchema: Schema<Quota> = shape<Quota>({
  cpu: text,
  memory: text,
  pods: number,
  tier: text,
});
