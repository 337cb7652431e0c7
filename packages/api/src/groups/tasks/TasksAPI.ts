import { assertOptions, type OptionNames, traced } from '@mitosislabs/auth/errors';
import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import { requestOptions } from '@mitosislabs/transport/optionNames';
import { part } from '../../contract/access.ts';
import type { Covers, Endpoint } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { AgentNotReadyError, AWAY_PHASES } from '../../waiting/AgentNotReadyError.ts';
import { poll, type WaitOptions } from '../../waiting/poll.ts';
import {
  type ClaimTaskRequest,
  type CreateTaskRequest,
  type Task,
  type TaskLogEntry,
  type TaskStats,
  type TasksQuery,
  tasks,
  type UpdateTaskRequest,
} from './contract.ts';

/** Final states; `done` is an older word for `completed`. */
const ENDED: ReadonlySet<string> = new Set(['completed', 'done', 'failed', 'cancelled', 'canceled']);
/** Every third poll of a task also checks its agent. */
const LOOKS_AFTER = 3;
const listOptions: OptionNames<TasksQuery & RequestOptions> = {
  ...requestOptions,
  status: true,
  assigned_to: true,
  limit: true,
};
/** `employees.get`, without the schemas of agents. */
const worker = {
  name: 'employees.get',
  route: 'GET /api/v1/offices/{officeId}/employees/{name}',
  responseType: 'json',
  idempotency: 'safe',
  access: part,
} as const satisfies Endpoint;

/**
 * Tasks: work for agents.
 *
 * @example
 * ```ts
 * import { TasksAPI } from '@mitosislabs/api/tasks';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const tasks = new TasksAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const task = await tasks.create('office-id', { title: 'Triage inbox', assigned_to: 'aria' });
 * ```
 */
export class TasksAPI extends GroupAPI implements Covers<typeof tasks> {
  /**
   * Queues a task for one agent, or for the first ready agent that takes it.
   *
   * Route: `POST /api/v1/offices/{officeId}/tasks`.
   *
   * @param req - The task; only its title is required.
   * @returns the task, `queued`.
   * @throws {@link InsufficientCreditsError} when the office is out of credits.
   */
  create(officeId: string, req: CreateTaskRequest, options?: RequestOptions): APIPromise<Task> {
    return this.call(tasks.create, { officeId, body: req }, options);
  }

  /**
   * Lists the tasks of an office, all or those that match a filter. Filters are applied here too, in case the server
   * ignores them.
   *
   * Route: `GET /api/v1/offices/{officeId}/tasks`.
   *
   * @param opts - `status`, `assigned_to` and `limit`; time limits, retries, signal, headers.
   * @param options - Time limits, retries, signal, headers, unless `opts` has them.
   */
  list(
    officeId: string,
    opts: TasksQuery & RequestOptions = {},
    options?: RequestOptions,
  ): APIPromise<Task[]> {
    const { status, assigned_to, limit, ...request } = opts ?? {};
    const matches = (task: Task): boolean =>
      (status === undefined || task.status === status) &&
      (assigned_to === undefined || task.assigned_to === assigned_to);
    const ask = (filters: { [Name in keyof TasksQuery]: TasksQuery[Name] | undefined }) => {
      const input = () => {
        assertOptions('opts', opts, listOptions);
        return { officeId, query: defined(filters) };
      };
      return this.call(tasks.list, input, { ...request, ...options }).withResponse();
    };
    const whole = ask({ status, assigned_to, limit }).then(async (first) => {
      // A server that knows `limit` but no filters has cut off tasks that match.
      const isCut = limit !== undefined && !first.data.every(matches) && first.data.length >= limit;
      const { data, response } = isCut ? await ask({ status, assigned_to }) : first;
      return { data: data.filter(matches).slice(0, limit), response };
    });
    const content = traced(whole, new Error()).then(({ data }) => data);
    const withResponse = () => {
      // Its failure is reported once: by `whole`.
      content.catch(() => undefined);
      return whole;
    };
    return Object.assign(content, { withResponse });
  }

  /**
   * Gets one task.
   *
   * Route: `GET /api/v1/offices/{officeId}/tasks/{taskId}`.
   *
   * @param taskId - The task; `stats` and `claim` are reserved.
   * @throws {@link NotFoundError} when there is no such task.
   */
  get(officeId: string, taskId: string, options?: RequestOptions): APIPromise<Task> {
    return this.call(tasks.get, { officeId, taskId }, options);
  }

  /**
   * Counts the tasks of an office by status.
   *
   * Route: `GET /api/v1/offices/{officeId}/tasks/stats`.
   */
  stats(officeId: string, options?: RequestOptions): APIPromise<TaskStats> {
    return this.call(tasks.stats, { officeId }, options);
  }

  /**
   * Takes the next queued task for an agent. For agents, about themselves.
   *
   * Route: `POST /api/v1/offices/{officeId}/tasks/claim`.
   *
   * @param req - The agent, and the kind of task.
   * @returns the task, `running` and assigned to the agent.
   * @throws {@link NotFoundError} when there is no task for it.
   */
  claim(officeId: string, req: ClaimTaskRequest, options?: RequestOptions): APIPromise<Task> {
    return this.call(tasks.claim, { officeId, body: req }, options);
  }

  /**
   * Completes or fails a task, or hands it to another agent. For agents.
   *
   * Route: `PATCH /api/v1/offices/{officeId}/tasks/{taskId}`.
   *
   * @param taskId - The task.
   * @param req - The new status; completing needs a `result`.
   * @throws {@link OS1Error} 400 when it is completed without a result.
   */
  update(
    officeId: string,
    taskId: string,
    req: UpdateTaskRequest,
    options?: RequestOptions,
  ): APIPromise<Task> {
    return this.call(tasks.update, { officeId, taskId, body: req }, options);
  }

  /**
   * Adds a line to a task's progress; it shows in the agent's activity. For agents.
   *
   * Route: `POST /api/v1/offices/{officeId}/tasks/{taskId}/log`.
   *
   * @param taskId - The task.
   * @param entry - The event.
   */
  log(officeId: string, taskId: string, entry: TaskLogEntry, options?: RequestOptions): APIPromise<void> {
    return this.call(tasks.log, { officeId, taskId, body: entry }, options);
  }

  /**
   * Waits until a task is completed or failed.
   *
   * Polls {@link TasksAPI.get} with growing delays, and checks now and then whether the task's agent still exists.
   *
   * @param taskId - The task.
   * @param options - `timeoutMs` (default 120,000; 0 waits for ever) and a signal.
   * @returns the task: `completed` with its `result`, or `failed` with its `error`.
   * @throws {@link WaitTimeoutError} when it takes longer.
   * @throws {@link NotFoundError} when there is no such task, or it was deleted.
   * @throws {@link AgentNotReadyError} when its agent failed, is suspended or archived, or has left the office.
   */
  wait(officeId: string, taskId: string, options?: WaitOptions): Promise<Task> {
    let asked = 0;
    const ask = async (call: RequestOptions): Promise<Task | undefined> => {
      const task = await this.get(officeId, taskId, call);
      if (ENDED.has(task.status)) return task;
      if (task.assigned_to && ++asked % LOOKS_AFTER === 2) await this.#assertWorker(officeId, task, call);
      return undefined;
    };
    return traced(poll(`for task ${taskId} to be done`, ask, options), new Error());
  }

  /** Throws when the agent of a task cannot work on it. */
  async #assertWorker(
    officeId: string,
    { id, assigned_to: name = '' }: Task,
    options: RequestOptions,
  ): Promise<void> {
    const status = await this.call(worker, { officeId, name }, options).then(
      (agent) => Object(Reflect.get(Object(agent), 'status')),
      (error: unknown) => {
        if (Reflect.get(Object(error), 'status') === 404) return { phase: 'gone' };
        // An agent may not be allowed to read another one, and waiting needs only the task.
        return {};
      },
    );
    const phase = String(Reflect.get(status, 'phase'));
    const message = Reflect.get(status, 'message');
    if (phase !== 'gone' && !AWAY_PHASES.includes(phase)) return;
    throw new AgentNotReadyError(name, phase, typeof message === 'string' ? message : undefined, id);
  }
}

/** Returns the fields that are not `undefined`. */
function defined<T extends object>(fields: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
