import type { AgentPool } from '../agents/AgentPool.ts';
import type { Platform } from '../platform/Platform.ts';
import { Snapshots } from '../store/Snapshots.ts';

/** Controls the state as a whole: keeps it, returns to it, replaces it. One call runs at a time. */
export class StateControl {
  readonly #platform: Platform;
  readonly #agents: AgentPool;
  readonly #snapshots: Snapshots;
  #last: Promise<unknown> = Promise.resolve();

  constructor(platform: Platform, agents: AgentPool) {
    this.#platform = platform;
    this.#agents = agents;
    this.#snapshots = new Snapshots(platform.db);
  }

  /** Keeps the state in memory, and returns its name. */
  snapshot(name?: string): Promise<string> {
    return this.#inTurn(() => this.#snapshots.take(name));
  }

  /** Returns to a snapshot. */
  restore(name: string): Promise<void> {
    return this.#inTurn(() => {
      this.#snapshots.require(name);
      return this.#replace(() => this.#snapshots.restore(name));
    });
  }

  /** Lists the names of snapshots, oldest first. */
  async snapshots(): Promise<string[]> {
    return this.#snapshots.names;
  }

  /** Forgets a snapshot. */
  forget(name: string): Promise<void> {
    return this.#inTurn(() => this.#snapshots.forget(name));
  }

  #replace(work: () => void): Promise<void> {
    return this.#agents.restart(() => this.#platform.state.replace(work));
  }

  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
