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
  /**
   * Assigns the task to another agent, which takes it up. The work on it is over here: what the handler returns or throws
   * is ignored.
   *
   * @param agentName - The other agent.
   * @throws {@link InvalidArgumentError} when it is this agent itself.
   * @throws {@link OS1Error} when the platform refuses it: there is no such agent, say. The task stays with this agent then.
   */
  handOn(agentName: string): Promise<void>;
}
