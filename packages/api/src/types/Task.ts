import { number, optional, type Schema, shape, text } from '../schema.ts';

/** A piece of work for an agent. */
export interface Task {
  /** Unique id. */
  id: string;
  /** The office that it belongs to. */
  office_id: string;
  /** What is to be done, in one line. */
  title: string;
  /** What is to be done, at length. */
  description?: string;
  /** `general`, `code`, `research`, `browser`, `review` or `verify`. */
  kind?: string;
  /** Higher goes first. */
  priority?: number;
  /** `queued`, `running`, `completed` or `failed`. */
  status: string;
  /** The name of the agent that it is for, or that has taken it. */
  assigned_to?: string;
  /** When it was created: ISO 8601. */
  created_at: string;
  /** When it was completed or failed: ISO 8601. */
  completed_at?: string;
  /** What was accomplished; set when completed. */
  result?: string;
  /** What went wrong; set when failed. */
  error?: string;
}

/** The schema of {@link Task}. */
export const taskSchema: Schema<Task> = shape<Task>({
  id: text,
  office_id: text,
  title: text,
  description: optional(text),
  kind: optional(text),
  priority: optional(number),
  status: text,
  assigned_to: optional(text),
  created_at: text,
  completed_at: optional(text),
  result: optional(text),
  error: optional(text),
});
