import type { Task, UpdateTaskRequest } from '@mitosislabs/api/tasks';
import { Mutex } from '@mitosislabs/auth/async';
import { assertText, InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';
import { withTelemetry } from '@mitosislabs/transport/telemetry';
import { isOutcomeUnknown, isRetryable } from '@mitosislabs/xmtp/feed';
import type { TaskActivity } from '../AgentActivity.ts';
import { CoalescingTask } from '../async/CoalescingTask.ts';
import type { Attempts } from '../memory/Attempts.ts';
import { isRefused, mayFollow, type OfficeClient, statusOf } from '../office/OfficeClient.ts';
import { cleanText, fits, wellFormed } from '../text/cleanText.ts';
import { reasonOf } from '../text/reasonOf.ts';
import type { AgentTask } from './AgentTask.ts';

/** A longer result fails the task: servers take 1 MiB, which must hold the task's event too. In bytes of JSON. */
const LONGEST_RESULT = 900 * 1024;
/** A longer step in a task's log is cut. In bytes of JSON. */
const LONGEST_STEP = 16 * 1024;
/** How often to poll for the task of a claim whose response was lost, when there is no other work. */
const POLLS_AFTER_LOSS = 5;

/** How many started tasks are remembered. */
const REMEMBERED = 10_000;

/** Works on a task, and returns its result. */
type Work = (task: AgentTask) => string | Promise<string>;

/** Claims tasks, works on them, and reports their ends. */
export class TaskLoop {
  readonly #client: OfficeClient;
  readonly #attempts: Attempts;
  readonly #work: Work;
  readonly #concurrency: number;
  /** The work in progress, by the task's id. */
  readonly #running = new Map<string, Promise<void>>();
  /** Tasks that this process has started: work on one that cannot be ended is not repeated. */
  readonly #begun = new Set<string>();
  /** Tasks that run in the agent's name and were not started here; `undefined` when unknown. */
  #unfinished: Task[] | undefined;
  /** How many polls are left for a task whose claim got no response. */
  #pollsLeft = 0;
  readonly #filling = new CoalescingTask(() => this.#fill());

  constructor(client: OfficeClient, attempts: Attempts, work: Work, concurrency: number) {
    this.#client = client;
    this.#attempts = attempts;
    this.#work = work;
    this.#concurrency = concurrency;
  }

  /** Polls for tasks now; if a poll is running, polls again afterwards. */
  wake(): void {
    this.#filling.ask();
  }

  /** Whether a claim got no response: polls look for its task. */
  get isUnsure(): boolean {
    return this.#pollsLeft > 0;
  }

  /** Waits until no work is in progress. */
  async settled(): Promise<void> {
    await this.#filling.settled();
    await Promise.all(this.#running.values());
  }

  async #fill(): Promise<void> {
    const { stopping, pause } = this.#client;
    try {
      while (this.#running.size < this.#concurrency && !stopping.aborted && !pause.isOn) {
        const next = await this.#client.persist(
          () => this.#next(),
          stopping,
          (error) => this.#mayPollAgain(error),
        );
        if (!next) return;
        this.#begin(next.task, next.wasRunning);
      }
    } catch (error) {
      if (!stopping.aborted) this.#client.report(error);
    }
  }

  /** Whether to poll again at once: a claim of unknown outcome may have been processed. */
  #mayPollAgain(error: unknown): boolean {
    if (isRetryable(error)) return true;
    if (!isOutcomeUnknown(error)) return false;
    this.#client.report(error);
    return true;
  }

  #begin(task: Task, wasRunning: boolean): void {
    this.#begun.add(task.id);
    for (const first of this.#begun) {
      if (this.#begun.size <= REMEMBERED) break;
      this.#begun.delete(first);
    }
    const running = this.#do(task, wasRunning)
      .catch((error: unknown) => this.#client.report(error))
      .finally(() => {
        this.#running.delete(task.id);
        this.wake();
      });
    this.#running.set(task.id, running);
  }

  /** The next task for this agent: one that it has claimed and does not work on yet, else a new one. */
  async #next(): Promise<{ task: Task; wasRunning: boolean } | undefined> {
    const { tasks, officeId, self, stopping, working } = this.#client;
    if (stopping.aborted) return undefined;
    this.#unfinished ??= await this.#ownRunning();
    const unfinished = this.#unfinished.shift();
    if (unfinished) return { task: unfinished, wasRunning: true };
    try {
      // The stop signal does not abort a claim: it would be unknown whether a task was claimed.
      return { task: await tasks.claim(officeId, { agent: self }, { signal: working }), wasRunning: false };
    } catch (error) {
      // There is none; or the agent is not ready yet, or the office has no credits: later, then.
      if ([402, 404, 409].includes(statusOf(error))) {
        if (this.#pollsLeft-- > 0) this.#unfinished = undefined;
        return undefined;
      }
      // The claim may have been processed and its response lost, or it is still in progress.
      this.#unfinished = undefined;
      this.#pollsLeft = POLLS_AFTER_LOSS;
      throw error;
    }
  }

  /** The tasks that this agent has claimed before it was started, or whose claim got no response. */
  async #ownRunning(): Promise<Task[]> {
    const { tasks, officeId, self, stopping: signal } = this.#client;
    const list = await tasks.list(officeId, { status: 'running', assigned_to: self, signal });
    return list.filter(
      (task) => task?.status === 'running' && task.assigned_to === self && !this.#begun.has(task.id),
    );
  }

  async #do(task: Task, wasRunning: boolean): Promise<void> {
    const { tasks, officeId, working } = this.#client;
    const logging = new Mutex();
    const log = (text: string, event?: string): Promise<void> =>
      logging.run(async () => {
        const message = cleanText(String(text), LONGEST_STEP);
        const entry = { message, ...(event !== undefined && { event: wellFormed(String(event)) }) };
        // A note that may have been written is not written twice.
        const isUndone = (error: unknown) => isRetryable(error) && !isOutcomeUnknown(error);
        await this.#client
          .persist((options) => tasks.log(officeId, task.id, entry, options), working, isUndone)
          .catch((error: unknown) => this.#client.report(error));
      });
    let outcome: UpdateTaskRequest | undefined;
    let isHandedOn = false;
    const handOn = async (agentName: string): Promise<void> => {
      await logging.idle();
      await this.#handOn(task.id, agentName);
      isHandedOn = true;
    };
    try {
      await this.#attempts.run(task.id, wasRunning, async () => {
        outcome = await this.#outcome({ ...task, log, handOn, signal: working });
        await logging.idle();
        if (isHandedOn) return;
        // A stopped task is neither done nor failed: the next start resumes it.
        if (!working.aborted) await this.#end(task.id, outcome);
      });
    } catch (error) {
      if (working.aborted) return;
      this.#client.report(error);
      // It was started too often.
      if (outcome) return;
      await this.#end(task.id, { status: 'failed', error: reasonOf(error) });
      this.#attempts.end(task.id);
    }
  }

  async #handOn(id: string, agentName: string): Promise<void> {
    const { tasks, officeId, self, working } = this.#client;
    assertText('agentName', agentName);
    if (agentName === self) throw new InvalidArgumentError('agentName', `must be another agent than ${self}`);
    const update = (options: RequestOptions): Promise<Task> =>
      tasks.update(officeId, id, { assigned_to: agentName }, options);
    try {
      await this.#client.persist(update, working);
    } catch (error) {
      // The response of an earlier attempt may have been lost.
      const now = await this.#client.persist((options) => tasks.get(officeId, id, options), working);
      if (now.assigned_to !== agentName) throw error;
    }
  }

  /** Reports how a task ended. If the server refuses the result, the task fails with the reason. */
  async #end(id: string, outcome: UpdateTaskRequest): Promise<void> {
    const { tasks, officeId, working } = this.#client;
    const update = (request: UpdateTaskRequest): Promise<unknown> =>
      this.#client.persist(
        (options) => tasks.update(officeId, id, request, options),
        working,
        mayFollow(request.result ?? ''),
      );
    try {
      await update(outcome);
    } catch (error) {
      // The task was ended or reassigned elsewhere.
      if (statusOf(error) === 409) return;
      if (!isRefused(error, outcome.result ?? '')) throw error;
      this.#client.report(error);
      await update({ status: 'failed', error: `The server refused the result: ${reasonOf(error)}` });
    }
  }

  async #follow(task: AgentTask): Promise<unknown> {
    const { officeId, self: agentName } = this.#client;
    const { id: taskId, title } = task;
    const describe = (): TaskActivity => ({ type: 'task', officeId, agentName, taskId, title });
    return withTelemetry('task', describe, async () => this.#work(task));
  }

  async #outcome(task: AgentTask): Promise<UpdateTaskRequest> {
    try {
      const value: unknown = await this.#follow(task);
      const result = typeof value === 'string' ? wellFormed(value) : '';
      if (result.trim() === '') {
        return { status: 'failed', error: 'The task was worked on, and gave no result.' };
      }
      if (fits(result, LONGEST_RESULT)) return { status: 'completed', result };
      return {
        status: 'failed',
        error: `The result has ${result.length} characters, which is more than a task can have. Put it into a file, and name that.`,
      };
    } catch (error) {
      if (!this.#client.working.aborted) this.#client.report(error);
      return { status: 'failed', error: reasonOf(error) };
    }
  }
}
