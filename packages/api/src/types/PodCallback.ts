import { record, type Schema, shape, text } from '../schema.ts';

/** Something that a pod reported. */
export interface PodCallback {
  /** Unique id. */
  id: string;
  /** What kind of thing, in one word. */
  type: string;
  /** What it said. */
  payload: Record<string, unknown>;
  /** When: ISO 8601. */
  created_at: string;
}

/** The schema of {@link PodCallback}. */
export const podCallbackSchema: Schema<PodCallback> = shape<PodCallback>({
  id: text,
  type: text,
  payload: record,
  created_at: text,
});
