import { optional, type Schema, shape, texts } from '../schema.ts';

/** Skills that an agent gets or loses. */
export interface SkillsRequest {
  /** The names of those that it gets. */
  add?: string[];
  /** The names of those that it loses. */
  remove?: string[];
}

/** The schema of {@link SkillsRequest}. */
export const skillsRequestSchema: Schema<SkillsRequest> = shape<SkillsRequest>({
  add: optional(texts),
  remove: optional(texts),
});
