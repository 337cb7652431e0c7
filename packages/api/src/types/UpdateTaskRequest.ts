import { oneOf, optional, type Schema, shape, text } from '../schema.ts';

/** What an agent says of its task. */
export interface UpdateTaskRequest {
  /** The new status; `done` is an older word for `completed`. Completing needs a `result`. */
  status?: 'running' | 'completed' | 'failed' | 'done';
  /** What was accomplished: the proof of work. */
  result?: string;
  /** What went wrong. */
  error?: string;
  /** Hands the task to another agent. */
  assigned_to?: string;
}

/** The schema of {@link UpdateTaskRequest}. */
export const updateTaskRequestSchema: Schema<UpdateTaskRequest> = shape<UpdateTaskRequest>({
  status: optional(oneOf('running', 'completed', 'failed', 'done')),
  result: optional(text),
  error: optional(text),
  assigned_to: optional(text),
});
