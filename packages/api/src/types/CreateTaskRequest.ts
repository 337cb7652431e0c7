import { number, optional, type Schema, shape, text } from '../schema.ts';

/** A task to create. */
export interface CreateTaskRequest {
  /** What is to be done, in one line. */
  title: string;
  /** What is to be done, at length. */
  description?: string;
  /** `general` (the default), `code`, `research`, `browser`, `review` or `verify`. */
  kind?: string;
  /** Higher goes first. Default: 0. */
  priority?: number;
  /** The name of the agent that it is for. Default: any ready agent may take it. */
  assigned_to?: string;
}

/** The schema of {@link CreateTaskRequest}. */
export const createTaskRequestSchema: Schema<CreateTaskRequest> = shape<CreateTaskRequest>({
  title: text,
  description: optional(text),
  kind: optional(text),
  priority: optional(number),
  assigned_to: optional(text),
});
