import { boolean, optional, type Schema, shape, text } from '../schema.ts';

/** How one part of an office's machinery is doing. */
export interface ComponentStatus {
  /** Whether it works. */
  ready: boolean;
  /** What is the matter, for people to read. */
  message?: string;
}

/** The schema of {@link ComponentStatus}. */
export const componentStatusSchema: Schema<ComponentStatus> = shape<ComponentStatus>({
  ready: boolean,
  message: optional(text),
});
