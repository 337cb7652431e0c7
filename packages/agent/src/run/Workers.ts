import type { AgentDefinition } from '../AgentDefinition.ts';
import { Attempts } from '../memory/Attempts.ts';
import type { Progress } from '../memory/Progress.ts';
import type { Colleagues } from '../messages/Colleagues.ts';
import { Mailbox } from '../messages/Mailbox.ts';
import type { OfficeClient } from '../office/OfficeClient.ts';
import type { MessageEvent } from '../office/watchEvents.ts';
import { TaskLoop } from '../tasks/TaskLoop.ts';
import { brainHandlers } from './brainHandlers.ts';

const APOLOGY = 'I am sorry, something went wrong here: I could not answer that.';

/** Of so many polls beside an event stream that works, one looks for groups and tasks, too. */
const POLLS_FOR_ALL = 5;

/** A definition with its defaults filled in. */
export type Definition = AgentDefinition & {
  capabilities: readonly string[];
  concurrency: number;
  agentTurns: number;
};

/** The work of an agent: its conversations and its tasks. */
export class Workers {
  readonly #mailbox: Mailbox;
  readonly #tasks: TaskLoop | undefined;
  readonly #attempts: Attempts;
  readonly #client: OfficeClient;
  #hasPolled = false;
  /** How many polls have looked for messages only. */
  #partial = 0;
  /** How often events had been missed at the last poll for all. */
  #breaks = 0;
  #takesTasks = false;

  constructor(definition: Definition, client: OfficeClient, progress: Progress, colleagues: Colleagues) {
    const { brain, capabilities, concurrency, agentTurns, apology = APOLOGY } = definition;
    const thinking = brain && brainHandlers(brain, client, progress);
    const answer = definition.onMessage ?? thinking?.onMessage;
    const work = definition.onTask ?? thinking?.onTask;
    const attempts = new Attempts(client, progress);
    this.#client = client;
    this.#attempts = attempts;
    const talker = { capabilities, answer, apology, agentTurns };
    this.#mailbox = new Mailbox(client, talker, { progress, attempts, colleagues });
    this.#tasks = work && new TaskLoop(client, attempts, work, concurrency);
    // Events may have been missed while the stream was closed.
    client.stream.onOpen(() => {
      if (this.#hasPolled) this.wake();
    });
  }

  /** Whether no message and no task is being worked on. */
  get isIdle(): boolean {
    return this.#takesTasks && this.#attempts.isIdle;
  }

  /** Reads all conversations for the first time. */
  async begin(): Promise<void> {
    this.#hasPolled = true;
    this.#mailbox.wake();
    await this.#mailbox.polled();
  }

  /** Takes tasks from now on. */
  takeTasks(): void {
    this.#takesTasks = true;
    this.wakeTasks();
  }

  /** Looks for messages and tasks. */
  wake(): void {
    this.#mailbox.wake();
    this.wakeTasks();
  }

  /** Looks for tasks, unless it is too early for them. */
  wakeTasks(): void {
    if (this.#takesTasks) this.#tasks?.wake();
  }

  /** Reads the conversation of a message that an event has announced. */
  notify(event: MessageEvent): void {
    this.#mailbox.notify(event);
  }

  /** Polls, as a precaution where events announce messages: then seldom for groups and tasks. */
  poll(): void {
    const { isOpen, isProven, breaks } = this.#client.stream;
    const isForAll =
      !isProven || breaks !== this.#breaks || this.#tasks?.isUnsure || ++this.#partial >= POLLS_FOR_ALL;
    this.#mailbox.poll(isOpen, isForAll);
    if (!isForAll) return;
    this.#partial = 0;
    this.#breaks = breaks;
    this.wakeTasks();
  }

  /** Takes up what came while the agent was suspended. */
  resume(): void {
    this.#mailbox.resume();
    this.wakeTasks();
  }

  /** Waits until nothing is in progress. */
  async settled(): Promise<void> {
    await Promise.all([this.#mailbox.settled(), this.#tasks?.settled()]);
  }
}
