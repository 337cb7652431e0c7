import type { Brain } from './brain/Brain.ts';
import type { AgentMessage } from './messages/AgentMessage.ts';
import type { Reply } from './messages/Reply.ts';
import type { AgentTask } from './tasks/AgentTask.ts';

/** What an agent is. A `brain`, or handlers of one's own; handlers come before the brain. */
export interface AgentDefinition {
  /** What the agent tells that it can do, when a session is opened. Default: the brain's, or nothing. */
  capabilities?: readonly string[] | undefined;
  /**
   * Called with each message, one after the other in each conversation. What it throws is told to `onError`, and the
   * `apology` is sent. Default: the brain answers; without one, messages are left alone.
   */
  onMessage?: ((message: AgentMessage, reply: Reply) => unknown) | undefined;
  /**
   * Does a task, and gives its result: text, not empty. What it throws makes the task fail. Default: the brain does it;
   * without one, no tasks are taken.
   */
  onTask?: ((task: AgentTask) => string | Promise<string>) | undefined;
  /** What to answer and work with, where there is no handler. It is closed when the agent stops. */
  brain?: Brain | undefined;
  /** What is sent when a message could not be answered; `''`: nothing. Default: a short sentence that says so. */
  apology?: string | undefined;
  /**
   * How many messages of another agent are answered in one conversation within an hour; 0: none. Agents are answered only in
   * sessions that they have opened. A `memory` keeps the count over a restart. Default: 20.
   */
  agentTurns?: number | undefined;
  /** How many tasks are done at once. Default: 1. */
  concurrency?: number | undefined;
  /** Told of what went wrong, and was survived. Default: nobody is. */
  onError?: ((error: unknown) => void) | undefined;
}
