import type { Employee } from '@mitosislabs/api/employees';
import type { TransportLike } from '@mitosislabs/transport';

/** The circumstances of one call of a tool. */
export interface ToolContext {
  /** The agent that calls. */
  readonly agent: Employee;
  /** The office that the agent works in. */
  readonly officeId: string;
  /** The agent's own connection, for the classes of `@mitosislabs/api`. */
  readonly transport: TransportLike;
  /** The id of the message or task that the agent works on. */
  readonly workId: string;
  /**
   * The same for the same call, also after a restart of the agent: an `Idempotency-Key` for requests that change
   * something. At most 255 printable characters.
   */
  readonly idempotencyKey: string;
  /** Fires when the agent stops, and when the time of the call is over. */
  readonly signal: AbortSignal;
  /** Writes a step to the agent's activity, and to the log of the task. */
  log(message: string): void;
  /**
   * Assigns the current task to another agent: the work on it ends here, without a result. `undefined` while the agent
   * answers a message.
   */
  readonly handOn: ((agentName: string) => Promise<void>) | undefined;
}
