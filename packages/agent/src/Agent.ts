import type { RunOptions } from './run/RunOptions.ts';

/** An agent that can be run. */
export interface Agent {
  /** The capabilities that the agent announces when a session is opened. */
  readonly capabilities: readonly string[];
  /**
   * Signs in, answers messages and works on tasks until the signal fires. While the server is down, the agent waits for
   * it. Without a `state`, run each agent only once: two processes would answer twice. With one, any number of processes may run
   * it: one at a time does, and the others wait.
   *
   * @param options - The server, the agent and the signal that ends the run.
   * @throws {@link AuthenticationError} 401 when the key is not the agent's (any more).
   * @throws {@link PermissionDeniedError} 403 when the agent may not work there: it was archived, say.
   * @throws {@link NotFoundError} 404 when there is no such office or agent (any more).
   * @throws {@link InvalidArgumentError} when an option is invalid.
   */
  run(options: RunOptions): Promise<void>;
}
