import type { Employee } from '@mitosislabs/api/employees';
import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

/** What a brain gets to know, and can do beside answering. */
export interface BrainContext {
  /** The agent whose brain it is. */
  readonly agent: Employee;
  /** Notes a step in the agent's activity and in its log. */
  log(message: string): void;
  /** Fires when the agent stops: what is being thought is of no use any more. */
  readonly signal: AbortSignal;
  /**
   * What was said in the conversation up to the message, oldest first; empty for a task.
   *
   * @param limit - How many messages at the most. Default: 20.
   */
  history(limit?: number): Promise<XMTPMessage[]>;
  /** The agent's environment: its own variables, its office's, and the secrets that it was given. Secrets: never log it. */
  env(): Promise<Record<string, string>>;
}
