import type { Employee } from '@mitosislabs/api/employees';
import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { TransportLike } from '@mitosislabs/transport';
import type { BrainMemory } from './BrainMemory.ts';

/** Context of a question to a brain: the agent, its history and its environment. */
export interface BrainContext {
  /** The agent that asks the brain. */
  readonly agent: Employee;
  /** The office that the agent works in. */
  readonly officeId: string;
  /** The agent's own connection, for the classes of `@mitosislabs/api`. */
  readonly transport: TransportLike;
  /** The id of the message or task. */
  readonly workId: string;
  /** The id of the conversation or group that the message belongs to; `undefined` for a task. */
  readonly conversationId: string | undefined;
  /** Keeps texts over a restart, if the agent has a `memory`. */
  readonly memory: BrainMemory;
  /**
   * Writes a step to the agent's activity, and to the log of the task. While a message is answered, clients that
   * stream the answer show it.
   *
   * @param message - The step, as text.
   * @param event - The type of the event, in one word. Default: `progress`.
   */
  log(message: string, event?: string): void;
  /**
   * Assigns the task to another agent; the result of {@link Brain.work} is then ignored. `undefined` for a message.
   */
  readonly handOn: ((agentName: string) => Promise<void>) | undefined;
  /**
   * Waits by the agent's clock: real time, but for the agents of an emulator, which follow its clock. Rejects with the
   * reason of the signal when the agent stops.
   *
   * @param ms - How long, in ms.
   */
  sleep(ms: number): Promise<void>;
  /** Fires when the agent stops: the answer is no longer needed. */
  readonly signal: AbortSignal;
  /**
   * Reads the conversation up to the message, oldest first. Empty for a task.
   *
   * @param limit - The maximum number of messages. Default: 20.
   */
  history(limit?: number): Promise<XMTPMessage[]>;
  /** The agent's environment: its own variables, its office's, and its secrets. Never log it. */
  env(): Promise<Record<string, string>>;
}
