import { createHash } from 'node:crypto';
import type {
  AgentCard,
  CancelTaskRequest,
  GetTaskRequest,
  ListTasksRequest,
  ListTasksResponse,
  Message,
  SendMessageRequest,
  StreamResponse,
  SubscribeToTaskRequest,
  Task,
  TaskPushNotificationConfig,
} from '@a2a-js/sdk';
import {
  ContentTypeNotSupportedError,
  ExtendedAgentCardNotConfiguredError,
  PushNotificationNotSupportedError,
  RequestMalformedError,
  TaskNotCancelableError,
  TaskNotFoundError,
  UnsupportedOperationError,
} from '@a2a-js/sdk/errors';
import type { A2ARequestHandler } from '@a2a-js/sdk/server';
import { EmployeesAPI } from '@mitosislabs/api/employees';
import { type Task as PlatformTask, TasksAPI } from '@mitosislabs/api/tasks';
import { sleep } from '@mitosislabs/auth/async';
import type { RequestOptions, TransportLike } from '@mitosislabs/transport';
import type { ListedAgent } from '../AgentDirectory.ts';
import type { Contexts } from './Contexts.ts';
import { artifactsOf, CANCELED, hasEnded, statusOf, stepStatus, taskView } from './taskView.ts';

/** The longest title of a task, in characters. The whole text is its description. */
const LONGEST_TITLE = 120;
/** The delays between two looks at a task, in ms. */
const FIRST_LOOK_MS = 150;
const LAST_LOOK_MS = 2_000;
/** How many steps of a task are read at once. */
const STEPS = 50;
/** The most tasks on a page of the list. */
const PAGE = 50;
const MOST_PAGE = 100;
/** The ids of tasks. `stats` is a route of its own. */
const ID = /^(?!(?:stats|claim)$)[\w-]{1,200}$/;
/** How often to try again to cancel a task that changes meanwhile. */
const CANCEL_ATTEMPTS = 5;

/** The agent that a request is for, and the limits of the request. */
export interface TaskRequest {
  readonly transport: TransportLike;
  readonly agent: ListedAgent;
  readonly contexts: Contexts;
  readonly card: AgentCard;
  /** Stops waiting. The task goes on. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The requests of A2A on the tasks of the platform: each message is a task for the agent, and all state is there. */
export class PlatformTasks implements A2ARequestHandler {
  readonly #request: TaskRequest;
  readonly #tasks: TasksAPI;
  readonly #employees: EmployeesAPI;

  constructor(request: TaskRequest) {
    this.#request = request;
    this.#tasks = new TasksAPI(request.transport);
    this.#employees = new EmployeesAPI(request.transport);
  }

  async getAgentCard(): Promise<AgentCard> {
    return this.#request.card;
  }

  async sendMessage(params: SendMessageRequest): Promise<Task> {
    const { returnImmediately = false, historyLength } = params.configuration ?? {};
    let task = await this.#create(params);
    if (!returnImmediately) {
      for await (const next of this.#watch(task)) task = next;
    }
    return this.#view(task, historyLength);
  }

  async *sendMessageStream(params: SendMessageRequest): AsyncGenerator<StreamResponse, void, undefined> {
    yield* this.#stream(await this.#create(params));
  }

  async *resubscribe({ id }: SubscribeToTaskRequest): AsyncGenerator<StreamResponse, void, undefined> {
    const task = await this.#get(id);
    if (hasEnded(task)) {
      throw new UnsupportedOperationError(`The task ${task.id} has ended: read it with GetTask.`);
    }
    yield* this.#stream(task);
  }

  async getTask({ id, historyLength }: GetTaskRequest): Promise<Task> {
    return this.#view(await this.#get(id), historyLength);
  }

  async listTasks(params: ListTasksRequest): Promise<ListTasksResponse> {
    const { officeId, agentName } = this.#request.agent;
    const all = await this.#tasks.list(officeId, { assigned_to: agentName, ...this.#call });
    const after = params.statusTimestampAfter ? Date.parse(params.statusTimestampAfter) : undefined;
    const tasks = all
      .reverse()
      .map((task) => this.#view(task, params.historyLength))
      .filter(({ contextId, status }) => {
        if (params.contextId !== '' && contextId !== params.contextId) return false;
        if (params.status > 0 && status?.state !== params.status) return false;
        return after === undefined || Date.parse(status?.timestamp ?? '') >= after;
      });
    const pageSize = Math.min(Math.max(params.pageSize || PAGE, 1), MOST_PAGE);
    const start = /^[0-9]{0,9}$/.test(params.pageToken) ? Number(params.pageToken) : Number.NaN;
    if (Number.isNaN(start)) throw new RequestMalformedError('The page token is not one of this list.');
    const end = start + pageSize;
    return {
      tasks: tasks.slice(start, end),
      nextPageToken: end < tasks.length ? String(end) : '',
      pageSize,
      totalSize: tasks.length,
    };
  }

  /** Fails the task on the platform, which has no other way to end it. The agent learns it when it reports its result. */
  async cancelTask({ id }: CancelTaskRequest): Promise<Task> {
    const { officeId, agentName } = this.#request.agent;
    const error = `${CANCELED} (A2A).`;
    for (let attempt = 1; ; attempt++) {
      const task = await this.#get(id);
      if (hasEnded(task)) throw new TaskNotCancelableError(`The task ${task.id} has ended.`);
      try {
        // A task ends only after it has begun.
        if (task.status === 'queued') {
          const start = { status: 'running', assigned_to: task.assigned_to ?? agentName } as const;
          await this.#tasks.update(officeId, task.id, start, this.#call);
        }
        return this.#view(
          await this.#tasks.update(officeId, task.id, { status: 'failed', error }, this.#call),
        );
      } catch (failure) {
        // The agent took or ended it meanwhile.
        if (statusCode(failure) !== 409 || attempt === CANCEL_ATTEMPTS) throw failure;
      }
    }
  }

  async getAuthenticatedExtendedAgentCard(): Promise<AgentCard> {
    throw new ExtendedAgentCardNotConfiguredError('There is no extended card.');
  }

  async createTaskPushNotificationConfig(): Promise<TaskPushNotificationConfig> {
    throw noPush();
  }

  async getTaskPushNotificationConfig(): Promise<TaskPushNotificationConfig> {
    throw noPush();
  }

  async listTaskPushNotificationConfigs(): Promise<never> {
    throw noPush();
  }

  async deleteTaskPushNotificationConfig(): Promise<void> {
    throw noPush();
  }

  get #call(): RequestOptions {
    return { signal: this.#request.signal };
  }

  #view(task: PlatformTask, historyLength?: number): Task {
    return taskView(task, this.#request.contexts.of(task.id), historyLength);
  }

  /** Creates the task that a message asks for. The same message, sent again, gives the same task. */
  async #create({ message, configuration }: SendMessageRequest): Promise<PlatformTask> {
    if (!message) throw new RequestMalformedError('The request has no message.');
    if (message.taskId !== '') {
      await this.#get(message.taskId);
      throw new UnsupportedOperationError(
        'The tasks of Mitosis take no further messages: send one without a task id.',
      );
    }
    if (configuration?.taskPushNotificationConfig) throw noPush();
    const { agent, contexts } = this.#request;
    const text = textOf(message);
    const key = createHash('sha256')
      .update(JSON.stringify([agent.officeId, agent.agentName, message.messageId]))
      .digest('hex');
    const request = { title: titleOf(text), description: text, assigned_to: agent.agentName };
    const task = await this.#tasks.create(agent.officeId, request, {
      ...this.#call,
      ...(message.messageId !== '' && { idempotencyKey: `a2a-${key}` }),
    });
    contexts.set(task.id, message.contextId);
    return task;
  }

  async #get(id: string): Promise<PlatformTask> {
    if (!ID.test(id)) throw noTask(id);
    try {
      return await this.#tasks.get(this.#request.agent.officeId, id, this.#call);
    } catch (error) {
      if (statusCode(error) === 404) throw noTask(id);
      throw error;
    }
  }

  /** A task each time that its status has changed, until it ends or the time is over. */
  async *#watch(first: PlatformTask, everyLook = false): AsyncGenerator<PlatformTask, void, undefined> {
    const { signal, timeoutMs } = this.#request;
    const end = performance.now() + timeoutMs;
    let { status } = first;
    for (
      let delay = FIRST_LOOK_MS;
      !hasEnded({ ...first, status });
      delay = Math.min(delay * 1.5, LAST_LOOK_MS)
    ) {
      if (performance.now() >= end) return;
      await sleep(delay, signal);
      signal.throwIfAborted();
      const task = await this.#get(first.id);
      if (task.status !== status || everyLook) yield task;
      status = task.status;
    }
  }

  /** The events of a task: itself, then its steps and changes of status, its result, and its end. */
  async *#stream(first: PlatformTask): AsyncGenerator<StreamResponse, void, undefined> {
    const { agent, contexts } = this.#request;
    const contextId = contexts.of(first.id);
    const about = { taskId: first.id, contextId, metadata: undefined };
    yield { payload: { $case: 'task', value: this.#view(first) } };
    const seen = new Set<string>();
    let { status } = first;
    for await (const task of this.#watch(first, true)) {
      const change = { ...about, status: statusOf(task, contextId) };
      const hasChanged = task.status !== status;
      status = task.status;
      if (hasChanged && !hasEnded(task)) yield { payload: { $case: 'statusUpdate', value: change } };
      for (const step of await this.#steps(agent, first)) {
        if (seen.has(step.id)) continue;
        seen.add(step.id);
        const value = { ...about, status: stepStatus(task, contextId, step) };
        yield { payload: { $case: 'statusUpdate', value } };
      }
      for (const artifact of artifactsOf(task)) {
        const value = { ...about, artifact, append: false, lastChunk: true };
        yield { payload: { $case: 'artifactUpdate', value } };
      }
      if (hasEnded(task)) yield { payload: { $case: 'statusUpdate', value: change } };
    }
  }

  /** The lines that the agent has logged for a task, oldest first. */
  async #steps(
    { officeId, agentName }: ListedAgent,
    { id, created_at }: PlatformTask,
  ): Promise<{ id: string; text: string; at: string }[]> {
    const query = { category: 'task', since: created_at, limit: STEPS };
    const events = await this.#employees
      .activity(officeId, agentName, query, this.#call)
      // The task goes on without its steps.
      .catch(() => []);
    return events
      .filter(({ type, metadata }) => !CHANGES.has(type) && metadata?.['task_id'] === id)
      .map((event) => ({ id: event.id, text: event.summary, at: event.timestamp }))
      .reverse();
  }
}

/** The events of a task that are changes of its status, which have updates of their own. */
const CHANGES = new Set(['started', 'assigned', 'completed', 'failed']);

/** The text of a message. Structured data becomes JSON. */
function textOf({ parts }: Message): string {
  const texts = parts.map(({ content }) => {
    if (content?.$case === 'text') return content.value;
    if (content?.$case === 'data') return JSON.stringify(content.value);
    throw new ContentTypeNotSupportedError('Agents get text and structured data, and no files, over A2A.');
  });
  const text = texts.join('\n');
  if (text.trim() === '') throw new RequestMalformedError('The message is empty.');
  return text;
}

function titleOf(text: string): string {
  const characters = [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()];
  return characters.length > LONGEST_TITLE
    ? `${characters.slice(0, LONGEST_TITLE - 1).join('')}…`
    : characters.join('');
}

function statusCode(error: unknown): unknown {
  return Reflect.get(Object(error), 'status');
}

function noTask(id: string): TaskNotFoundError {
  return new TaskNotFoundError(`There is no task ${JSON.stringify(id.slice(0, 100))}.`);
}

function noPush(): PushNotificationNotSupportedError {
  return new PushNotificationNotSupportedError(
    'This server calls no webhooks: stream, or read the task again.',
  );
}
