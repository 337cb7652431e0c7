import type { Task } from '@mitosislabs/api/tasks';
import type { BrainContext } from './BrainContext.ts';

/**
 * What an agent answers and works with.
 *
 * @example
 * ```ts
 * import { type Brain, defineAgent } from '@mitosislabs/agent';
 *
 * const brain: Brain = {
 *   capabilities: ['chat'],
 *   answer: async (message, { agent }) => `${agent.name} has read ${message.length} characters.`,
 *   work: async (task) => `Done: ${task.title}.`,
 * };
 * const agent = defineAgent({ brain });
 * ```
 */
export interface Brain {
  /** What its agents tell when a session is opened. */
  readonly capabilities: readonly string[];
  /**
   * Answers a message: with a text, or with the pieces of one as they come. What it throws becomes the agent's last
   * error.
   */
  answer(message: string, context: BrainContext): Promise<string> | AsyncIterable<string>;
  /** Does a task, and resolves to its result. What it throws makes the task fail. */
  work(task: Task, context: BrainContext): Promise<string>;
  /** Lets go of what it holds, such as a program that it runs. */
  close?(): Promise<void>;
}
