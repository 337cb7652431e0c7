import { randomUUID } from 'node:crypto';
import type { CreateTaskRequest, UpdateTaskRequest } from '@mitosislabs/api';
import { ApiError, badRequest, notFound } from '../ApiError.ts';
import { PRICES } from '../assumptions.ts';
import type { AgentRow } from '../store/AgentStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { TaskRow } from '../store/TaskStore.ts';
import { taskAnswer } from './answers.ts';
import { charge, requireCredits, tokensOf } from './credits.ts';
import type { Platform } from './Platform.ts';
import { publish } from './publish.ts';
import { record } from './record.ts';
import { requireActive } from './requireActive.ts';
import { requireAgent } from './requireAgent.ts';

/** The task of that id; 404 when there is none. */
export function requireTask(platform: Platform, office: OfficeRow, id: string): TaskRow {
  const task = platform.store.tasks.byId(office.id, id);
  if (!task) throw notFound(`task ${id} in this office`);
  return task;
}

/** Queues a task. */
export function createTask(platform: Platform, office: OfficeRow, request: CreateTaskRequest): TaskRow {
  if (request.title.trim() === '') throw badRequest('title must not be empty.');
  requireActive(office);
  requireCredits(platform, office);
  if (request.assigned_to !== undefined) requireAgent(platform, office, request.assigned_to);
  const task: TaskRow = {
    id: randomUUID(),
    office_id: office.id,
    title: request.title,
    description: request.description ?? null,
    kind: request.kind ?? 'general',
    priority: request.priority ?? 0,
    status: 'queued',
    assigned_to: request.assigned_to ?? null,
    created_at: platform.now(),
    completed_at: null,
    result: null,
    error: null,
  };
  platform.store.tasks.insert(task);
  publish(platform, office.id, 'task', taskAnswer(task));
  return task;
}

/** Gives an agent the next task that is for it, or for anybody; none when there is none. */
export function claimTask(platform: Platform, agent: AgentRow, kind?: string): TaskRow | undefined {
  const task = platform.store.tasks.next(agent.office_id, agent.name, kind);
  return task && startTask(platform, task, agent);
}

/** Does what an agent says of a task; says no to what cannot follow on where the task is. */
export function updateTask(
  platform: Platform,
  office: OfficeRow,
  task: TaskRow,
  request: UpdateTaskRequest,
  agent: AgentRow | undefined,
): TaskRow {
  const status = request.status === 'done' ? 'completed' : request.status;
  const ended = task.status === 'completed' || task.status === 'failed';
  if (status === 'completed' && !request.result?.trim()) {
    throw badRequest('result must say what was accomplished: a task is completed with proof of work.');
  }
  // Saying it twice is saying it once: an answer may have got lost.
  if (ended && status === task.status && (request.result ?? null) === task.result) return task;
  if (ended) throw new ApiError(409, 'task_ended', `The task ${task.id} is ${task.status} already.`);
  if (request.assigned_to !== undefined && request.assigned_to !== task.assigned_to) {
    return handOn(platform, task, requireAgent(platform, office, request.assigned_to));
  }
  if (status === undefined || status === task.status) return task;
  if (status === 'running') {
    const worker =
      agent ?? (task.assigned_to === null ? undefined : requireAgent(platform, office, task.assigned_to));
    if (!worker) throw badRequest('assigned_to must name the agent that runs the task.');
    return startTask(platform, task, worker);
  }
  if (task.status === 'queued') {
    throw new ApiError(
      409,
      'task_not_running',
      `The task ${task.id} is queued: it must be claimed before it ends.`,
    );
  }
  return finishTask(
    platform,
    task,
    status,
    (status === 'completed' ? request.result : request.error) ?? 'failed',
  );
}

/** Ends a task that runs, with its result or with what went wrong. */
export function finishTask(
  platform: Platform,
  task: TaskRow,
  status: 'completed' | 'failed',
  text: string,
): TaskRow {
  const completed = status === 'completed';
  const agent =
    task.assigned_to === null ? undefined : platform.store.agents.byName(task.office_id, task.assigned_to);
  if (agent) {
    charge(platform, agent, {
      kind: 'task',
      reason: `task ${task.id} ${status} by ${agent.name}`,
      credits: PRICES.task,
      inputTokens: tokensOf(task.title + (task.description ?? '')),
      outputTokens: tokensOf(text),
    });
    if (!completed)
      platform.store.agents.update(agent.id, { last_error: text, last_error_at: platform.now() });
    record(platform, agent, {
      category: 'task',
      type: status,
      summary: text,
      metadata: { task_id: task.id },
    });
  }
  return change(platform, task, {
    status,
    completed_at: platform.now(),
    ...(completed ? { result: text } : { error: text }),
  });
}

function startTask(platform: Platform, task: TaskRow, agent: AgentRow): TaskRow {
  record(platform, agent, {
    category: 'task',
    type: 'started',
    summary: task.title,
    metadata: { task_id: task.id },
  });
  return change(platform, task, { status: 'running', assigned_to: agent.name });
}

function handOn(platform: Platform, task: TaskRow, to: AgentRow): TaskRow {
  record(platform, to, {
    category: 'task',
    type: 'assigned',
    summary: task.title,
    metadata: { task_id: task.id },
  });
  return change(platform, task, { status: 'queued', assigned_to: to.name });
}

function change(platform: Platform, task: TaskRow, changes: Partial<Omit<TaskRow, 'id'>>): TaskRow {
  platform.store.tasks.update(task.id, changes);
  const changed = { ...task, ...changes };
  publish(platform, task.office_id, 'task', taskAnswer(changed));
  return changed;
}
