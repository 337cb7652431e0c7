import type { Task, UpdateTaskRequest } from '@mitosislabs/api/tasks';
import { Serial } from '@mitosislabs/xmtp/feed';
import type { AgentTask } from './AgentTask.ts';
import { type OfficeClient, statusOf } from './OfficeClient.ts';
import { Rerun } from './Rerun.ts';
import { reasonOf } from './reasonOf.ts';

/** Does a task, and gives its result. */
type Work = (task: AgentTask) => string | Promise<string>;

/** Claims tasks, does them, and says how they ended. */
export class TaskLoop {
  readonly #client: OfficeClient;
  readonly #work: Work;
  readonly #concurrency: number;
  /** What is being done, by the task's id. */
  readonly #running = new Map<string, Promise<void>>();
  /** What runs in the agent's name, and is not being done; `undefined` when that is not known. */
  #unfinished: Task[] | undefined;
  readonly #filling = new Rerun(() => this.#fill());

  constructor(client: OfficeClient, work: Work, concurrency: number) {
    this.#client = client;
    this.#work = work;
    this.#concurrency = concurrency;
  }

  /** Looks for tasks, now, or once more when it is at it. */
  wake(): void {
    this.#filling.ask();
  }

  /** Waits until nothing is at hand any more. */
  async settled(): Promise<void> {
    await this.#filling.settled();
    await Promise.all(this.#running.values());
  }

  async #fill(): Promise<void> {
    const { stopping, pause } = this.#client;
    try {
      while (this.#running.size < this.#concurrency && !stopping.aborted && !pause.isOn) {
        const task = await this.#client.persist(() => this.#next(), stopping);
        if (!task) return;
        this.#begin(task);
      }
    } catch (error) {
      if (!stopping.aborted) this.#client.tell(error);
    }
  }

  #begin(task: Task): void {
    const running = this.#do(task)
      .catch((error: unknown) => this.#client.tell(error))
      .finally(() => {
        this.#running.delete(task.id);
        this.wake();
      });
    this.#running.set(task.id, running);
  }

  /** The next task for this agent: one that it has claimed and is not at, else a new one. */
  async #next(): Promise<Task | undefined> {
    const { tasks, officeId, self, stopping, working } = this.#client;
    if (stopping.aborted) return undefined;
    this.#unfinished ??= await this.#ownRunning();
    const unfinished = this.#unfinished.shift();
    if (unfinished) return unfinished;
    try {
      // Not ended half-way by the signal: nobody would know whether one was claimed.
      return await tasks.claim(officeId, { agent: self }, { signal: working });
    } catch (error) {
      // There is none; or the agent is not ready yet, or the office has no credits: later, then.
      if ([402, 404, 409].includes(statusOf(error))) return undefined;
      // One may have been claimed all the same, and only the answer was lost.
      this.#unfinished = undefined;
      throw error;
    }
  }

  /** The tasks that this agent has claimed, before it was started or without having heard of it. */
  async #ownRunning(): Promise<Task[]> {
    const { tasks, officeId, self, stopping: signal } = this.#client;
    const list = await tasks.list(officeId, { signal });
    return list.filter(
      ({ id, status, assigned_to }) => status === 'running' && assigned_to === self && !this.#running.has(id),
    );
  }

  async #do(task: Task): Promise<void> {
    const { tasks, officeId, working } = this.#client;
    const logging = new Serial();
    const log = (message: string, event?: string): Promise<void> =>
      logging.run(async () => {
        const entry = { message, ...(event !== undefined && { event }) };
        await this.#client
          .persist((options) => tasks.log(officeId, task.id, entry, options), working)
          .catch((error: unknown) => this.#client.tell(error));
      });
    const outcome = await this.#outcome({ ...task, log, signal: working });
    await logging.idle();
    // What was stopped is neither done nor failed: the next start takes it up.
    if (working.aborted) return;
    try {
      await this.#client.persist((options) => tasks.update(officeId, task.id, outcome, options), working);
    } catch (error) {
      // Somebody else ended it, or it was handed on: not ours to end any more.
      if (statusOf(error) !== 409) throw error;
    }
  }

  async #outcome(task: AgentTask): Promise<UpdateTaskRequest> {
    try {
      const result: unknown = await this.#work(task);
      if (typeof result === 'string' && result.trim() !== '') return { status: 'completed', result };
      return { status: 'failed', error: 'The task was worked on, and gave no result.' };
    } catch (error) {
      if (!this.#client.working.aborted) this.#client.tell(error);
      return { status: 'failed', error: reasonOf(error) };
    }
  }
}
