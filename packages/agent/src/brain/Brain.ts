import type { Task } from '@mitosislabs/api/tasks';
import type { BrainContext } from './BrainContext.ts';

/**
 * Answers the messages of an agent, and works on its tasks.
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
  /** Capabilities that its agents announce when a session is opened. */
  readonly capabilities: readonly string[];
  /**
   * Answers a message with a text, or with the pieces of one as they come. If it throws, the error becomes
   * the agent's last error.
   */
  answer(message: string, context: BrainContext): Promise<string> | AsyncIterable<string>;
  /** Works on a task and resolves to its result. If it throws, the task fails. */
  work(task: Task, context: BrainContext): Promise<string>;
  /** Releases its resources, such as a program that it runs. */
  close?(): Promise<void>;
}
