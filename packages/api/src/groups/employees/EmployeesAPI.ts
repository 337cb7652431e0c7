import { traced } from '@mitosislabs/auth/errors';
import type { APIPromise, RequestOptions } from '@mitosislabs/transport';
import { abortableIterator } from '@mitosislabs/transport/abortableIterator';
import { loadFollowLogs } from '#lateParts';
import type { Covers } from '../../contract/Endpoint.ts';
import { GroupAPI } from '../../runtime/GroupAPI.ts';
import { AgentNotReadyError, AWAY_PHASES } from '../../waiting/AgentNotReadyError.ts';
import { type PagedList, pagedList } from '../../waiting/PagedList.ts';
import { poll, type WaitOptions } from '../../waiting/poll.ts';
import type {
  ActivityEvent,
  ActivityQuery,
  ChatSession,
  EmployeeLastError,
  EmployeeLogs,
  EmployeePresence,
  Heartbeat,
  LogsQuery,
  StatusEvent,
} from './activity.ts';
import { type EmployeeAction, employees, type PromoteRequest, type SkillsRequest } from './contract.ts';
import type { Employee, HireRequest, UpdateEmployeeRequest } from './Employee.ts';
import type { FollowLogsOptions } from './followLogs.ts';

/**
 * Employees: the agents that work in an office.
 *
 * @example
 * ```ts
 * import { EmployeesAPI } from '@mitosislabs/api/employees';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const employees = new EmployeesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const bo = await employees.hire('office-id', { name: 'bo', role: 'researcher', modelTier: 'sonnet' });
 * console.log(bo.status.phase);
 * ```
 */
export class EmployeesAPI extends GroupAPI implements Covers<typeof employees> {
  /**
   * Hires an agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees`; with an API key `POST /api/offices/{officeId}/employees`.
   *
   * @param req - The agent; only its name is required.
   * @returns the agent, `provisioning` at first.
   * @throws {@link InsufficientCreditsError} 402 when the office is out of credits; {@link ConflictError} 409 when it
   * has an agent with that name; {@link RateLimitError} 429 at the fourth agent in 10 minutes.
   */
  hire(officeId: string, req: HireRequest, options?: RequestOptions): APIPromise<Employee> {
    return this.call(employees.hire, { officeId, body: req }, options);
  }

  /**
   * Lists the agents of an office.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees`.
   */
  list(officeId: string, options?: RequestOptions): APIPromise<Employee[]> {
    return this.call(employees.list, { officeId }, options);
  }

  /**
   * Gets one agent.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}`.
   *
   * @param name - The agent's name.
   * @throws {@link NotFoundError} when the office has no such agent.
   */
  get(officeId: string, name: string, options?: RequestOptions): APIPromise<Employee> {
    return this.call(employees.get, { officeId, name }, options);
  }

  /**
   * Changes an agent.
   *
   * Route: `PATCH /api/v1/offices/{officeId}/employees/{name}`.
   *
   * @param name - The agent's name.
   * @param req - The fields to change; the others stay.
   */
  update(
    officeId: string,
    name: string,
    req: UpdateEmployeeRequest,
    options?: RequestOptions,
  ): APIPromise<Employee> {
    return this.call(employees.update, { officeId, name, body: req }, options);
  }

  /**
   * Fires an agent; its name is free again.
   *
   * Route: `DELETE /api/v1/offices/{officeId}/employees/{name}`.
   *
   * @param name - The agent's name.
   */
  delete(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(employees.delete, { officeId, name }, options);
  }

  /**
   * Gets the log of an agent's pod.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/logs`.
   *
   * @param name - The agent's name.
   * @param opts - The number of lines.
   */
  logs(officeId: string, name: string, opts?: LogsQuery, options?: RequestOptions): APIPromise<EmployeeLogs> {
    return this.call(employees.logs, { officeId, name, query: opts }, options);
  }

  /**
   * Lists the activity of an agent. Awaited, it is one page; iterated with `for await`, it is everything from `offset`
   * on, fetched page by page.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/activity`.
   *
   * @param name - The agent's name.
   * @param query - Filters, `offset`, and `limit`, which is the size of a page.
   */
  activity(
    officeId: string,
    name: string,
    query?: ActivityQuery,
    options?: RequestOptions,
  ): PagedList<ActivityEvent> {
    return pagedList(
      query?.offset ?? 0,
      (offset, call) =>
        this.call(
          employees.activity,
          { officeId, name, query: offset === 0 ? query : { ...query, offset } },
          call,
        ),
      options,
    );
  }

  /**
   * Gets the presence of an agent: whether it is alive.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/presence`.
   *
   * @param name - The agent's name.
   */
  presence(officeId: string, name: string, options?: RequestOptions): APIPromise<EmployeePresence> {
    return this.call(employees.presence, { officeId, name }, options);
  }

  /**
   * Gets the last error of an agent.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/last-error`.
   *
   * @param name - The agent's name.
   */
  lastError(officeId: string, name: string, options?: RequestOptions): APIPromise<EmployeeLastError> {
    return this.call(employees.lastError, { officeId, name }, options);
  }

  /**
   * Sends an action to an agent's pod.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/action`.
   *
   * @param name - The agent's name.
   * @param action - The action.
   * @returns the pod's response.
   */
  action(
    officeId: string,
    name: string,
    action: EmployeeAction,
    options?: RequestOptions,
  ): APIPromise<unknown> {
    return this.call(employees.action, { officeId, name, body: action }, options);
  }

  /**
   * Changes the model of an agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/promote`.
   *
   * @param name - The agent's name.
   * @param req - The model.
   */
  promote(
    officeId: string,
    name: string,
    req: PromoteRequest,
    options?: RequestOptions,
  ): APIPromise<Employee> {
    return this.call(employees.promote, { officeId, name, body: req }, options);
  }

  /**
   * Adds skills to an agent and removes others.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/skills`.
   *
   * @param name - The agent's name.
   * @param req - The skills.
   */
  setSkills(
    officeId: string,
    name: string,
    req: SkillsRequest,
    options?: RequestOptions,
  ): APIPromise<Employee> {
    return this.call(employees.setSkills, { officeId, name, body: req }, options);
  }

  /**
   * Records an event in an agent's status.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/events`.
   *
   * @param name - The agent's name.
   * @param event - The event.
   */
  logStatusEvent(
    officeId: string,
    name: string,
    event: StatusEvent,
    options?: RequestOptions,
  ): APIPromise<void> {
    return this.call(employees.logStatusEvent, { officeId, name, body: event }, options);
  }

  /**
   * Archives an agent: it leaves the list and keeps its state.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/archive`.
   *
   * @param name - The agent's name.
   */
  archive(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(employees.archive, { officeId, name }, options);
  }

  /**
   * Restores an archived agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/restore`.
   *
   * @param name - The agent's name.
   * @throws {@link ConflictError} 409 when another agent has its name now.
   */
  restore(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(employees.restore, { officeId, name }, options);
  }

  /**
   * Replaces the credentials of an agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/credentials/rotate`.
   *
   * @param name - The agent's name.
   */
  rotateCredentials(officeId: string, name: string, options?: RequestOptions): APIPromise<void> {
    return this.call(employees.rotateCredentials, { officeId, name }, options);
  }

  /**
   * Changes the life cycle of an agent.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/lifecycle`.
   *
   * @param name - The agent's name.
   * @param action - The action, in one word, such as `restart`.
   */
  lifecycle(officeId: string, name: string, action: string, options?: RequestOptions): APIPromise<void> {
    return this.call(employees.lifecycle, { officeId, name, body: { action } }, options);
  }

  /**
   * Lists the events recorded for an agent.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/events`.
   *
   * @param name - The agent's name.
   */
  events(officeId: string, name: string, options?: RequestOptions): APIPromise<unknown[]> {
    return this.call(employees.events, { officeId, name }, options);
  }

  /**
   * Lists the chats of users with an agent.
   *
   * Route: `GET /api/v1/offices/{officeId}/employees/{name}/chat-sessions`.
   *
   * @param name - The agent's name.
   */
  chatSessions(officeId: string, name: string, options?: RequestOptions): APIPromise<ChatSession[]> {
    return this.call(employees.chatSessions, { officeId, name }, options);
  }

  /**
   * Sends a heartbeat. For agents, about themselves: every 30 s.
   *
   * Route: `POST /api/v1/offices/{officeId}/employees/{name}/heartbeat`.
   *
   * @param name - The agent's name.
   */
  heartbeat(officeId: string, name: string, options?: RequestOptions): APIPromise<Heartbeat> {
    return this.call(employees.heartbeat, { officeId, name }, options);
  }

  /**
   * Waits until an agent is ready for work. Polls {@link EmployeesAPI.get} with growing delays.
   *
   * @param name - The agent's name.
   * @param options - `timeoutMs` (default 120,000; 0 waits for ever) and a signal.
   * @returns the agent, ready.
   * @throws {@link WaitTimeoutError} when it takes longer.
   * @throws {@link AgentNotReadyError} as soon as it has failed, or is suspended or archived.
   * @throws {@link NotFoundError} when it is no longer in the office.
   */
  waitUntilReady(officeId: string, name: string, options?: WaitOptions): Promise<Employee> {
    const ask = async (call: RequestOptions) => readyAgent(name, await this.get(officeId, name, call));
    return traced(poll(`for agent ${name} to be ready`, ask, options), new Error());
  }

  /**
   * Follows the log of an agent's pod: an async iterable of lines, without repeats or gaps, until the loop is left or
   * the signal fires.
   *
   * Polls {@link EmployeesAPI.logs}.
   *
   * @param name - The agent's name.
   * @param options - The number of existing lines to begin with (default 10), `pollIntervalMs` (default 1,000), and a signal.
   *
   * @example
   * ```ts
   * import { EmployeesAPI } from '@mitosislabs/api/employees';
   * import { Transport } from '@mitosislabs/transport';
   *
   * const employees = new EmployeesAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
   * for await (const line of employees.followLogs('office-id', 'aria')) console.log(line);
   * ```
   */
  followLogs(
    officeId: string,
    name: string,
    options?: FollowLogsOptions,
  ): AsyncGenerator<string, void, undefined> {
    const read = (tail: number, call: RequestOptions) => this.logs(officeId, name, { tail }, call);
    return abortableIterator(async function* (signal) {
      yield* (await loadFollowLogs())(read, { ...options, signal });
    }, options);
  }
}

/** Returns an agent if it is ready, and `undefined` if it may become so. Throws when waiting is pointless. */
function readyAgent(name: string, agent: Employee): Employee | undefined {
  const { phase, ready, message } = agent.status;
  if (AWAY_PHASES.includes(phase)) throw new AgentNotReadyError(name, phase, message);
  return ready ? agent : undefined;
}
