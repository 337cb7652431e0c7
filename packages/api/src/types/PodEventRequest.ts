import { optional, record, type Schema, shape, text } from '../schema.ts';

/** Something that a pod reports. */
export interface PodEventRequest {
  /** What kind of thing, in one word, such as `ready`. */
  type: string;
  /** More about it. */
  payload?: Record<string, unknown>;
}

/** The schema of {@link PodEventRequest}. */
export const podEventRequestSchema: Schema<PodEventRequest> = shape<PodEventRequest>({
  type: text,
  payload: optional(record),
});
