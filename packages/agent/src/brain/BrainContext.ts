import type { Employee } from '@mitosislabs/api/employees';
import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

/** Context of a question to a brain: the agent, its history and its environment. */
export interface BrainContext {
  /** The agent that asks the brain. */
  readonly agent: Employee;
  /** Writes a step to the agent's activity and to its log. */
  log(message: string): void;
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
