import { all, work } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import {
  array,
  enumOf,
  integer,
  number,
  optional,
  type Schema,
  shape,
  string,
} from '../../contract/schema.ts';

/** The task that an agent requests. */
export interface ClaimTaskRequest {
  /** The agent's name. */
  agent: string;
  /** Only tasks of this kind. Default: any. */
  kind?: string;
}

/** The schema of {@link ClaimTaskRequest}. */
export const claimTaskRequestSchema: Schema<ClaimTaskRequest> = shape<ClaimTaskRequest>({
  agent: string,
  kind: optional(string),
});

/** A task to create. */
export interface CreateTaskRequest {
  /** The work to do, in one line. */
  title: string;
  /** The work to do, in detail. */
  description?: string;
  /** `general` (the default), `code`, `research`, `browser`, `review` or `verify`. */
  kind?: string;
  /** Tasks with a higher priority go first. Default: 0. */
  priority?: number;
  /** The name of the assigned agent. Default: any ready agent may take it. */
  assigned_to?: string;
}

/** The schema of {@link CreateTaskRequest}. */
export const createTaskRequestSchema: Schema<CreateTaskRequest> = shape<CreateTaskRequest>({
  title: string,
  description: optional(string),
  kind: optional(string),
  priority: optional(number),
  assigned_to: optional(string),
});

/** A piece of work for an agent. */
export interface Task {
  /** Unique id. */
  id: string;
  /** The office that it belongs to. */
  office_id: string;
  /** The work to do, in one line. */
  title: string;
  /** The work to do, in detail. */
  description?: string;
  /** `general`, `code`, `research`, `browser`, `review` or `verify`. */
  kind?: string;
  /** Tasks with a higher priority go first. */
  priority?: number;
  /** `queued`, `running`, `completed` or `failed`. */
  status: string;
  /** The name of the assigned agent, or of the one that took it. */
  assigned_to?: string;
  /** When it was created: ISO 8601. */
  created_at: string;
  /** When it was completed or failed: ISO 8601. */
  completed_at?: string;
  /** The result. Set when the task is completed. */
  result?: string;
  /** The error. Set when the task failed. */
  error?: string;
}

/** The schema of {@link Task}. */
export const taskSchema: Schema<Task> = shape<Task>({
  id: string,
  office_id: string,
  title: string,
  description: optional(string),
  kind: optional(string),
  priority: optional(number),
  status: string,
  assigned_to: optional(string),
  created_at: string,
  completed_at: optional(string),
  result: optional(string),
  error: optional(string),
});

/** A line of progress on a task. */
export interface TaskLogEntry {
  /** A description of the progress. */
  message: string;
  /** The type of the event, in one word. */
  event?: string;
}

/** The schema of {@link TaskLogEntry}. */
export const taskLogEntrySchema: Schema<TaskLogEntry> = shape<TaskLogEntry>({
  message: string,
  event: optional(string),
});

/** How many tasks an office has, by status. */
export interface TaskStats {
  /** The total number. */
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

/** An update of a task by its agent. */
export interface UpdateTaskRequest {
  /** The new status; `done` is an older word for `completed`. Completing needs a `result`. */
  status?: 'running' | 'completed' | 'failed' | 'done';
  /** The result, as a proof of work. */
  result?: string;
  /** The error message. */
  error?: string;
  /** Hands the task to another agent. */
  assigned_to?: string;
}

/** The schema of {@link UpdateTaskRequest}. */
export const updateTaskRequestSchema: Schema<UpdateTaskRequest> = shape<UpdateTaskRequest>({
  status: optional(enumOf('running', 'completed', 'failed', 'done')),
  result: optional(string),
  error: optional(string),
  assigned_to: optional(string),
});

/** Filters of {@link TasksAPI.list}. */
export interface TasksQuery {
  /** Only tasks with this status, such as `queued`. */
  status?: string;
  /** Only tasks of this agent. */
  assigned_to?: string;
  /** The most tasks to return. */
  limit?: number;
}

/** The schema of {@link TasksQuery}. */
export const tasksQuerySchema: Schema<TasksQuery> = shape<TasksQuery>({
  status: optional(string),
  assigned_to: optional(string),
  limit: optional(integer),
});

/** `GET …/tasks/stats` and `POST …/tasks/claim` are operations of their own. */
const reserved = { taskId: ['stats', 'claim'] } as const;

/** The operations on tasks. */
export const tasks = group('tasks', {
  create: {
    route: 'POST /api/v1/offices/{officeId}/tasks',
    body: createTaskRequestSchema,
    responseType: 'json',
    output: taskSchema,
    idempotency: 'idempotency-key',
    access: work,
    lookup: 'tasks.list',
    errors: [402],
  },
  list: {
    route: 'GET /api/v1/offices/{officeId}/tasks',
    query: tasksQuerySchema,
    responseType: 'json',
    output: array(taskSchema),
    idempotency: 'safe',
    access: all,
  },
  get: {
    route: 'GET /api/v1/offices/{officeId}/tasks/{taskId}',
    responseType: 'json',
    output: taskSchema,
    reserved,
    idempotency: 'safe',
    access: all,
  },
  stats: {
    route: 'GET /api/v1/offices/{officeId}/tasks/stats',
    responseType: 'json',
    output: taskStatsSchema,
    idempotency: 'safe',
    access: all,
  },
  claim: {
    route: 'POST /api/v1/offices/{officeId}/tasks/claim',
    body: claimTaskRequestSchema,
    responseType: 'json',
    output: taskSchema,
    idempotency: 'idempotency-key',
    access: work,
    lookup: 'tasks.list',
    side: 'agent',
  },
  update: {
    route: 'PATCH /api/v1/offices/{officeId}/tasks/{taskId}',
    body: updateTaskRequestSchema,
    responseType: 'json',
    output: taskSchema,
    reserved,
    idempotency: 'idempotent',
    access: work,
    lookup: 'tasks.get',
    side: 'agent',
  },
  log: {
    route: 'POST /api/v1/offices/{officeId}/tasks/{taskId}/log',
    body: taskLogEntrySchema,
    argument: 'entry',
    responseType: 'none',
    reserved,
    idempotency: 'idempotency-key',
    access: work,
    lookup: 'employees.activity',
    side: 'agent',
  },
} as const satisfies Operations);
