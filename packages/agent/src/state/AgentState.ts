/** The right of one process to run one agent. It is valid until another process gets a lease of a higher number. */
export interface AgentLease {
  /** The agent: an opaque text, at most 1,000 characters. */
  readonly agent: string;
  /** The process that holds the lease: an opaque text. */
  readonly process: string;
  /** The fencing number: a safe integer, higher than that of every earlier lease of the agent. */
  readonly fence: number;
}

/** A process of a fleet. */
export interface StateProcess {
  /** Its id, an opaque text. */
  readonly id: string;
  /** Its last note, an opaque text. */
  readonly note: string;
}

/** The processes and leases of a fleet at one moment. */
export interface StateView {
  /** The processes that are alive. The caller of {@link AgentState.beat} is one of them. */
  readonly processes: readonly StateProcess[];
  /** All leases that were not released, also those of processes that are not alive. */
  readonly leases: readonly AgentLease[];
}

/**
 * The state of agents that several processes share: which process is alive, which one runs an agent, and what each agent remembers.
 * `fileState`, `redisState` and `postgresState` implement it, and so can any store that can compare and write in one step. Each
 * call is atomic. A call that throws may have been done; the caller repeats it, or finds out with the next `beat`.
 *
 * Only the clock of the store decides how long a process counts as alive: clocks of processes differ.
 *
 * Run the `stateChecks` of `@mitosislabs/agent/conformance` to test an implementation.
 */
export interface AgentState {
  /**
   * Marks a process as alive, and reads the fleet. A process that was not alive any more becomes alive again, and keeps the
   * leases that no other process has taken.
   *
   * @param process - The process that calls.
   * @param note - A text for the other processes. It replaces the previous one.
   * @param ttlMs - How long the process counts as alive without another call, in ms.
   */
  beat(process: string, note: string, ttlMs: number): Promise<StateView>;
  /**
   * Takes the agents that no living process holds. Takes none if the process itself is not alive.
   *
   * @returns the new leases; without the agents that another process holds, or this one already.
   */
  claim(process: string, agents: readonly string[]): Promise<AgentLease[]>;
  /** Gives up leases. One that is not the current lease of its agent is ignored. The last fencing number is kept. */
  release(leases: readonly AgentLease[]): Promise<void>;
  /** Gives up all leases of a process, which is not alive any more. */
  leave(process: string): Promise<void>;
  /** Returns the text that was saved last for the agent, under any lease; `undefined` when there is none. */
  load(lease: AgentLease): Promise<string | undefined>;
  /**
   * Replaces the text of the agent, durably.
   *
   * @param revision - Counts the saves under this lease. A save that arrives after a later one is refused.
   * @returns `false` when nothing was saved: the lease is not the current lease of the agent, or a later revision is saved.
   */
  save(lease: AgentLease, text: string, revision: number): Promise<boolean>;
}
