import { randomUUID } from 'node:crypto';
import type { CreateTaskRequest, Task, UpdateTaskRequest } from '@mitosislabs/api';
import { TASKS } from '../../assumptions.ts';
import { isoTime } from '../../core/Clock.ts';
import { ApiError, badRequest, notFound } from '../../errors.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { TaskRow, TaskStatus } from '../../store/tables/tasks.ts';
import type { Activity } from '../agents/Activity.ts';
import { requireActive } from '../agents/Lifecycle.ts';
import type { Events } from '../messages/Events.ts';
import { type Resources, Service } from '../Service.ts';
import { type Credits, tokensOf } from './Credits.ts';

/** The services that tasks need. */
interface Needs {
  activity: Activity;
  credits: Credits;
  events: Events;
}

/** The tasks to list. Default: all. */
interface TaskFilter {
  statuses?: readonly string[] | undefined;
  assignees?: readonly string[] | undefined;
  limit?: number | undefined;
}

/** The tasks of offices. */
export class Tasks extends Service {
  readonly #needs: Needs;

  constructor(resources: Resources, needs: Needs) {
    super(resources);
    this.#needs = needs;
  }

  /** The task of that id; 404 if there is none. */
  get(office: OfficeRow, id: string): TaskRow {
    const task = this.tables.tasks.find({ office_id: office.id, id });
    if (!task) throw notFound(`task ${id} in this office`);
    return task;
  }

  /** The newest tasks of an office that match a filter, oldest first. */
  list(office: OfficeRow, { statuses, assignees, limit = TASKS.usual }: TaskFilter = {}): TaskRow[] {
    const office_id = office.id;
    // A set for each pair: each follows an index.
    const ofAgents = assignees
      ? [...new Set(assignees)].map((assigned_to) => ({ office_id, assigned_to }))
      : [{ office_id }];
    const sets = statuses
      ? [...new Set(statuses)].flatMap((word) => {
          const status = word as TaskStatus;
          return ofAgents.map((where) => ({ ...where, status }));
        })
      : ofAgents;
    return this.tables.tasks.newest(sets, { limit: Math.min(limit, TASKS.most) }).reverse();
  }

  /** The number of tasks, by status and in total. */
  stats(office: OfficeRow) {
    const stats = { total: 0, queued: 0, running: 0, completed: 0, failed: 0 };
    for (const [status, count] of this.tables.tasks.counts(office.id)) {
      stats[status] += count;
      stats.total += count;
    }
    return stats;
  }

  /** Queues a task. */
  create(office: OfficeRow, request: CreateTaskRequest): TaskRow {
    const { title } = request;
    if (title.trim() === '') throw badRequest('title must not be empty.');
    requireActive(office);
    this.#needs.credits.require(office);
    return this.seed(office, request, {});
  }

  /** Adds a task in any state, without the rules of steps between states. */
  seed(office: OfficeRow, request: CreateTaskRequest, state: Partial<TaskRow>): TaskRow {
    const { title, assigned_to } = request;
    if (assigned_to !== undefined) this.tables.agents.require(office.id, assigned_to);
    const created_at = this.clock.now();
    const task: TaskRow = {
      id: randomUUID(),
      office_id: office.id,
      title,
      description: request.description ?? null,
      kind: request.kind ?? 'general',
      priority: request.priority ?? 0,
      status: 'queued',
      assigned_to: assigned_to ?? null,
      created_at,
      completed_at: state.status === 'completed' || state.status === 'failed' ? created_at : null,
      result: null,
      error: null,
      ...state,
    };
    this.tables.tasks.insert(task);
    this.#needs.events.publish(office.id, 'task', toTask(task));
    return task;
  }

  /** Starts the next task for an agent; 404 if there is none. */
  claim(agent: AgentRow, kind?: string): TaskRow {
    if (agent.phase !== 'ready') {
      throw new ApiError(
        409,
        'agent_not_ready',
        `${agent.name} is ${agent.phase}: only a ready agent takes tasks.`,
      );
    }
    const task = this.tables.tasks.next(agent.office_id, agent.name, kind);
    if (!task) throw notFound(`queued task for ${agent.name}`);
    return this.#start(task, agent);
  }

  /**
   * Changes a task as a request asks. Refuses steps that the task cannot take from where it is.
   *
   * @param agent - The agent that asks, if it is one.
   */
  update(office: OfficeRow, task: TaskRow, request: UpdateTaskRequest, agent: AgentRow | undefined): TaskRow {
    const status = request.status === 'done' ? 'completed' : request.status;
    const ended = task.status === 'completed' || task.status === 'failed';
    if (status === 'completed' && !request.result?.trim()) {
      throw badRequest('result must say what was accomplished: a task is completed with proof of work.');
    }
    // A repeated request is not an error: the first response may have been lost.
    if (ended && status === task.status && (request.result ?? null) === task.result) return task;
    if (ended) throw new ApiError(409, 'task_ended', `The task ${task.id} is ${task.status} already.`);
    if (request.assigned_to !== undefined && request.assigned_to !== task.assigned_to) {
      return this.#assign(task, this.tables.agents.require(office.id, request.assigned_to));
    }
    if (status === undefined || status === task.status) return task;
    if (status === 'running') return this.#start(task, agent ?? this.#assignee(office, task));
    if (task.status === 'queued') {
      throw new ApiError(
        409,
        'task_not_running',
        `The task ${task.id} is queued: it must be claimed before it ends.`,
      );
    }
    return this.#finish(task, status, (status === 'completed' ? request.result : request.error) ?? 'failed');
  }

  /** Adds a line to the progress of a task. */
  log(task: TaskRow, agent: AgentRow, event: string, message: string): void {
    this.#record(agent, task, event, message);
  }

  /** The agent that a task is assigned to, if it is still there. */
  assigneeOf({ office_id, assigned_to }: TaskRow): AgentRow | undefined {
    return assigned_to === null ? undefined : this.tables.agents.find({ office_id, name: assigned_to });
  }

  /** Fails the tasks that an agent works on. */
  failAll({ office_id, name }: AgentRow, error: string): void {
    const running = this.tables.tasks.all({ office_id, status: 'running', assigned_to: name });
    for (const task of running) this.#finish(task, 'failed', error);
  }

  #assignee(office: OfficeRow, task: TaskRow): AgentRow {
    if (task.assigned_to === null) throw badRequest('assigned_to must name the agent that runs the task.');
    return this.tables.agents.require(office.id, task.assigned_to);
  }

  #start(task: TaskRow, agent: AgentRow): TaskRow {
    this.#record(agent, task, 'started', task.title);
    return this.#change(task, { status: 'running', assigned_to: agent.name });
  }

  #assign(task: TaskRow, agent: AgentRow): TaskRow {
    this.#record(agent, task, 'assigned', task.title);
    return this.#change(task, { status: 'queued', assigned_to: agent.name });
  }

  /** Ends a running task with its result or its error. */
  #finish(task: TaskRow, status: 'completed' | 'failed', text: string): TaskRow {
    const completed_at = this.clock.now();
    const agent = this.assigneeOf(task);
    if (agent) {
      this.#needs.credits.charge(agent, {
        kind: 'task',
        reason: `task ${task.id} ${status} by ${agent.name}`,
        credits: this.settings.limits.prices.task,
        inputTokens: tokensOf(task.title + (task.description ?? '')),
        outputTokens: tokensOf(text),
      });
      if (status === 'failed') {
        this.tables.agents.update({ id: agent.id }, { last_error: text, last_error_at: completed_at });
      }
      this.#record(agent, task, status, text);
    }
    const outcome = status === 'completed' ? { result: text } : { error: text };
    return this.#change(task, { status, completed_at, ...outcome });
  }

  #change(task: TaskRow, changes: Partial<TaskRow>): TaskRow {
    this.tables.tasks.change(task, changes);
    const changed = { ...task, ...changes };
    this.#needs.events.publish(task.office_id, 'task', toTask(changed));
    return changed;
  }

  #record(agent: AgentRow, { id }: TaskRow, type: string, summary: string): void {
    this.#needs.activity.record(agent, { category: 'task', type, summary, metadata: { task_id: id } });
  }
}

/** A task as responses show it. */
export function toTask(task: TaskRow): Task {
  const { id, office_id, title, kind, priority, status, created_at } = task;
  return {
    id,
    office_id,
    title,
    ...(task.description !== null && { description: task.description }),
    kind,
    priority,
    status,
    ...(task.assigned_to !== null && { assigned_to: task.assigned_to }),
    created_at: isoTime(created_at),
    ...(task.completed_at !== null && { completed_at: isoTime(task.completed_at) }),
    ...(task.result !== null && { result: task.result }),
    ...(task.error !== null && { error: task.error }),
  };
}
