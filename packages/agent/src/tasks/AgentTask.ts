import type { Task } from '@mitosislabs/api/tasks';

/** A task that the agent has claimed. */
export interface AgentTask extends Task {
  /** Fires when the agent stops: what is done from then on is of no use any more. */
  readonly signal: AbortSignal;
  /**
   * Notes a step, in the order of the calls. A step that could not be noted is told to `onError`; it does not reject.
   *
   * @param message - What was done.
   * @param event - What kind of thing, in one word. Default: `progress`.
   */
  log(message: string, event?: string): Promise<void>;
}
