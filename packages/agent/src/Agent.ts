import type { RunOptions } from './RunOptions.ts';

/** An agent that can be run. */
export interface Agent {
  /** What it tells that it can do. */
  readonly capabilities: readonly string[];
  /**
   * Signs in, and answers messages and does tasks until the signal fires. A server that is down for a while is waited
   * for. One run an agent: two processes would answer twice.
   *
   * @param options - Where, as whom, until when.
   * @throws {@link AuthenticationError} 401 when the key is not the agent's (any more).
   * @throws {@link PermissionDeniedError} 403 when the agent may not work there: it was archived, say.
   * @throws {@link NotFoundError} 404 when there is no such office or agent (any more).
   * @throws {@link InvalidArgumentError} when an option cannot be right.
   */
  run(options: RunOptions): Promise<void>;
}
