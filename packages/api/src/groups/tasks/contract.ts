import type { Group } from '../../contract/Endpoint.ts';
import { list, number, oneOf, optional, type Schema, shape, text } from '../../contract/schema.ts';

/** Which task an agent asks for. */
export interface ClaimTaskRequest {
  /** The agent's name. */
  agent: string;
  /** Only tasks of this kind. Default: any. */
  kind?: string;
}

/** The schema of {@link ClaimTaskRequest}. */
export const claimTaskRequestSchema: Schema<ClaimTaskRequest> = shape<ClaimTaskRequest>({
  agent: text,
  kind: optional(text),
});

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

/** A line of progress on a task. */
export interface TaskLogEntry {
  /** What happened. */
  message: string;
  /** What kind of thing happened, as one word. */
  event?: string;
}

/** The schema of {@link TaskLogEntry}. */
export const taskLogEntrySchema: Schema<TaskLogEntry> = shape<TaskLogEntry>({
  message: text,
  event: optional(text),
});

/** How many tasks an office has, by status. */
export interface TaskStats {
  /** All of them. */
  total: number;
  /** Waiting for an agent. */
  queued: number;
  /** Being worked on. */
  running: number;
  /** Done, with a result. */
  completed: number;
  /** Given up, with an error. */
  failed: number;
}

/** The schema of {@link TaskStats}. */
export const taskStatsSchema: Schema<TaskStats> = shape<TaskStats>({
  total: number,
  queued: number,
  running: number,
  completed: number,
  failed: number,
});

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

/** `GET …/tasks/stats` and `POST …/tasks/claim` are operations of their own. */
const reserved = { taskId: ['stats', 'claim'] } as const;

/** The operations on tasks. */
export const tasks = {
  create: {
    name: 'tasks.create',
    route: 'POST /api/v1/offices/{officeId}/tasks',
    body: createTaskRequestSchema,
    answer: 'json',
    output: taskSchema,
    repeat: 'keyed',
    lookup: 'tasks.list',
    errors: [402],
  },
  list: {
    name: 'tasks.list',
    route: 'GET /api/v1/offices/{officeId}/tasks',
    answer: 'json',
    output: list(taskSchema),
    repeat: 'safe',
  },
  get: {
    name: 'tasks.get',
    route: 'GET /api/v1/offices/{officeId}/tasks/{taskId}',
    answer: 'json',
    output: taskSchema,
    reserved,
    repeat: 'safe',
  },
  stats: {
    name: 'tasks.stats',
    route: 'GET /api/v1/offices/{officeId}/tasks/stats',
    answer: 'json',
    output: taskStatsSchema,
    repeat: 'safe',
  },
  claim: {
    name: 'tasks.claim',
    route: 'POST /api/v1/offices/{officeId}/tasks/claim',
    body: claimTaskRequestSchema,
    answer: 'json',
    output: taskSchema,
    repeat: 'keyed',
    lookup: 'tasks.list',
    side: 'agent',
  },
  update: {
    name: 'tasks.update',
    route: 'PATCH /api/v1/offices/{officeId}/tasks/{taskId}',
    body: updateTaskRequestSchema,
    answer: 'json',
    output: taskSchema,
    reserved,
    repeat: 'idempotent',
    lookup: 'tasks.get',
    side: 'agent',
  },
  log: {
    name: 'tasks.log',
    route: 'POST /api/v1/offices/{officeId}/tasks/{taskId}/log',
    body: taskLogEntrySchema,
    argument: 'entry',
    answer: 'none',
    reserved,
    repeat: 'keyed',
    lookup: 'employees.activity',
    side: 'agent',
  },
} as const satisfies Group;
