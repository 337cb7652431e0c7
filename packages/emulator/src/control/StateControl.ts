import type { AgentPool } from '../agents/AgentPool.ts';
import { hashOf } from '../platform/offices/Users.ts';
import type { Platform } from '../platform/Platform.ts';
import { Snapshots } from '../store/Snapshots.ts';
import { exportState, insertState, parseState } from '../store/StateFile.ts';
import type { EmulatorUser } from './accounts.ts';
import { plantSeed } from './seed/plantSeed.ts';
import type { Seed, Seeded } from './seed/Seed.ts';
import { withSeedFile } from './seed/seedFiles.ts';

/**
 * Controls the state as a whole: keeps it, returns to it, replaces it. One call runs at a time. The key of this run is no
 * part of the state: it is valid before and after each of them.
 */
export class StateControl {
  readonly #platform: Platform;
  readonly #agents: AgentPool;
  readonly #snapshots: Snapshots;
  readonly #apiKey: string;
  readonly #seedOfStart: Seed | undefined;
  #seeded: Seeded = { users: {}, offices: {} };
  #user: { id: string; email: string };
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param first - The first user, with its key in this run.
   * @param seed - Planted at once, and again by each reset.
   */
  constructor(platform: Platform, agents: AgentPool, first: EmulatorUser, seed?: Seed) {
    this.#platform = platform;
    this.#agents = agents;
    this.#snapshots = new Snapshots(platform.db);
    this.#apiKey = first.apiKey;
    this.#user = { id: first.id, email: first.email };
    this.#seedOfStart = seed;
    this.#plantFirst();
  }

  /** The first user. An import can replace it by another one with the same email address. */
  get user(): Readonly<{ id: string; email: string }> {
    return this.#user;
  }

  /** The ids and keys of the seed of the start. */
  get seeded(): Seeded {
    return this.#seeded;
  }

  /** Creates the parts of a seed that do not exist yet. */
  async seed(seed: Seed): Promise<Seeded> {
    try {
      return await this.#inTurn(() => plantSeed(this.#platform, seed, this.#user.email));
    } catch (error) {
      throw await withSeedFile(seed, error);
    }
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

  /** Exports the state as one file, without the key of this run. */
  export(): Promise<Uint8Array> {
    const ownKey = hashOf(this.#apiKey);
    return this.#inTurn(() =>
      exportState(this.#platform.db, (table, { hash }) => table === 'api_keys' && hash === ownKey),
    );
  }

  /** Replaces the state by an exported one. */
  import(exported: Uint8Array): Promise<void> {
    return this.#inTurn(() => {
      const { db, state, tables } = this.#platform;
      const parsed = parseState(exported, db.tables);
      return this.#replace(() => {
        state.clear();
        tables.marketplace.delete({});
        insertState(db, parsed);
        this.#addOwnKey();
      });
    });
  }

  /** Returns to the state after a start without data: the first user with the key of this run, and the seed of the start. */
  reset(): Promise<void> {
    return this.#inTurn(() => {
      const { state, tables } = this.#platform;
      return this.#replace(() => {
        const user = tables.users.find({ email: this.#user.email });
        state.clear();
        if (user) tables.users.insert(user);
        this.#addOwnKey();
        this.#plantFirst();
      });
    });
  }

  #plantFirst(): void {
    if (this.#seedOfStart) this.#seeded = plantSeed(this.#platform, this.#seedOfStart, this.#user.email);
  }

  #addOwnKey(): void {
    const { db, users, tables } = this.#platform;
    const user = users.ensure(this.#user.email);
    tables.apiKeys.delete({ hash: hashOf(this.#apiKey) });
    users.addKey(user, this.#apiKey);
    db.afterCommit(() => {
      this.#user = { id: user.id, email: user.email };
    });
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
