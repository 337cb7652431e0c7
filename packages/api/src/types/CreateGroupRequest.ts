import { optional, type Schema, shape, text, texts } from '../schema.ts';

/** A group to create. */
export interface CreateGroupRequest {
  /** What to call it. */
  name?: string;
  /** The names of the agents in it. */
  members: string[];
}

/** The schema of {@link CreateGroupRequest}. */
export const createGroupRequestSchema: Schema<CreateGroupRequest> = shape<CreateGroupRequest>({
  name: optional(text),
  members: texts,
});
