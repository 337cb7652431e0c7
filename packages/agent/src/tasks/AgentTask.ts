import type { Task } from '@mitosislabs/api/tasks';

/** A task that the agent has claimed. */
export interface AgentTask extends Task {
  /** Fires when the agent stops: later work on the task is discarded. */
  readonly signal: AbortSignal;
  /**
   * Records a step, in the order of the calls. A step that could not be recorded is reported to `onError`; the promise
   * does not reject.
   *
   * @param message - The step, as text.
   * @param event - The type of the event, in one word. Default: `progress`.
   */
  log(message: string, event?: string): Promise<void>;
}
