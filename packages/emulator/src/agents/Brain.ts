import type { Employee, Task } from '@mitosislabs/api';

/** What a brain gets to know, and can do beside answering. */
export interface BrainContext {
  /** The agent whose brain it is. */
  readonly agent: Employee;
  /** Notes a step in the agent's activity and in its log. */
  log(message: string): void;
  /** Fires when the agent stops: what is being thought is of no use any more. */
  readonly signal: AbortSignal;
}

/**
 * What an emulated agent answers with.
 *
 * @example
 * ```ts
 * import { type Brain, startEmulator } from '@mitosislabs/emulator';
 *
 * const brain: Brain = {
 *   capabilities: ['chat'],
 *   answer: async (message, { agent }) => `${agent.name} has read ${message.length} characters.`,
 *   work: async (task) => `Done: ${task.title}.`,
 * };
 * const emulator = await startEmulator({ brain });
 * await emulator.close();
 * ```
 */
export interface Brain {
  /** What its agents tell when a session is opened. */
  readonly capabilities: readonly string[];
  /** Answers a message. What it throws becomes the agent's last error, and there is no answer. */
  answer(message: string, context: BrainContext): Promise<string>;
  /** Does a task, and resolves to its result. What it throws makes the task fail. */
  work(task: Task, context: BrainContext): Promise<string>;
}
