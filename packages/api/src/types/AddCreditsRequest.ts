import { number, type Schema, shape, text } from '../schema.ts';

/** Credits for an office. */
export interface AddCreditsRequest {
  /** How many. */
  amount: number;
  /** What for: it shows in the history. */
  reason: string;
}

/** The schema of {@link AddCreditsRequest}. */
export const addCreditsRequestSchema: Schema<AddCreditsRequest> = shape<AddCreditsRequest>({
  amount: number,
  reason: text,
});
