import { list } from '../schema.ts';
import { claimTaskRequestSchema } from '../types/ClaimTaskRequest.ts';
import { createTaskRequestSchema } from '../types/CreateTaskRequest.ts';
import { taskSchema } from '../types/Task.ts';
import { taskLogEntrySchema } from '../types/TaskLogEntry.ts';
import { taskStatsSchema } from '../types/TaskStats.ts';
import { updateTaskRequestSchema } from '../types/UpdateTaskRequest.ts';
import type { Group } from './Endpoint.ts';

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
