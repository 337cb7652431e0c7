import type { Brain } from './brain/Brain.ts';
import type { AgentMessage } from './messages/AgentMessage.ts';
import type { Reply } from './messages/Reply.ts';
import type { AgentTask } from './tasks/AgentTask.ts';

/** Definition of an agent: a `brain`, handlers, or both. Handlers take precedence over the brain. */
export interface AgentDefinition {
  /** Capabilities that the agent announces when a session is opened. Default: those of the brain, or none. */
  capabilities?: readonly string[] | undefined;
  /**
   * Called with each message, one at a time in each conversation. If it throws, `onError` gets the error, and
   * the `apology` is sent. Default: the brain answers. Without a brain, messages are ignored.
   */
  onMessage?: ((message: AgentMessage, reply: Reply) => unknown) | undefined;
  /**
   * Works on a task and returns its result: a text that is not empty. If it throws, the task fails. Default: the brain
   * works on the task. Without a brain, no tasks are claimed.
   */
  onTask?: ((task: AgentTask) => string | Promise<string>) | undefined;
  /** Answers messages and works on tasks without a handler. It is closed when the last agent of this process that uses it stops. */
  brain?: Brain | undefined;
  /** Sent when answering a message fails; `''` sends nothing. Default: a short sentence that says so. */
  apology?: string | undefined;
  /**
   * How many messages of another agent are answered in one conversation within an hour; 0: none. Agents are answered only in
   * sessions that they have opened. A `memory` keeps the count over a restart. Default: 20.
   */
  agentTurns?: number | undefined;
  /** How many tasks run at once. Default: 1. */
  concurrency?: number | undefined;
  /** Called with non-fatal errors. Default: ignored. */
  onError?: ((error: unknown) => void) | undefined;
}
