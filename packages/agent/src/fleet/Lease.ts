import { backOff, sleep } from '@mitosislabs/auth/async';
import { MitosisError } from '@mitosislabs/auth/errors';
import { limited } from '../async/limited.ts';
import type { AgentMemory } from '../memory/AgentMemory.ts';
import type { AgentLease, AgentState } from '../state/AgentState.ts';

/** How long one call of the state may take, in ms. */
export const CALL_MS = 5_000;
/** The delays between attempts, in ms. */
const RETRY = { first: 100, most: 2_000 };

/** The part of the fleet that a lease uses. */
export interface LeaseHome {
  readonly state: AgentState;
  /** Whether leases that were confirmed last are certainly valid now. */
  readonly isSure: boolean;
  /** Resolves after the next sign of life, whether it succeeds or not. */
  beaten(): Promise<void>;
  /** Called with a failure of the state. */
  failed(error: unknown): void;
  /** Called with a success of the state. */
  worked(): void;
}

/** A lease that this process holds, as the run of the agent uses it. */
export class Lease {
  /** The lease in the state. */
  readonly grant: AgentLease;
  /** The memory of the agent. A save waits for a state that is away. */
  readonly memory: AgentMemory = { load: () => this.#load(), save: (text) => this.#save(text) };
  readonly #home: LeaseHome;
  readonly #lost = new AbortController();
  readonly #handOver = new AbortController();
  #isIdle: () => boolean = () => false;
  #revision = 0;

  constructor(grant: AgentLease, home: LeaseHome) {
    this.grant = grant;
    this.#home = home;
  }

  /** Fires when another process has the agent, or may have it. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Fires when the agent moves to another process: it finishes its current work, and ends. */
  get handOver(): AbortSignal {
    return this.#handOver.signal;
  }

  /** Whether the agent runs, and is not at work. */
  get isIdle(): boolean {
    return this.#isIdle();
  }

  /** Sets how to find out whether the agent is not at work. */
  set isIdleWhen(isIdle: () => boolean) {
    this.#isIdle = isIdle;
  }

  /** Notes that the lease is lost. */
  lose(): void {
    this.#lost.abort();
  }

  /** Asks the agent to move. */
  move(): void {
    this.#handOver.abort();
  }

  /**
   * Waits until it is certain that this process has the agent: before each effect on the platform. Waits for a state that is away.
   *
   * @throws {@link MitosisError} `lease_lost` when another process has it.
   */
  async check(): Promise<void> {
    while (!this.lost.aborted && !this.#home.isSure) await this.#home.beaten();
    if (this.lost.aborted) throw lostError(this.grant.agent);
  }

  #load(): Promise<string | undefined> {
    return this.#persist(() => this.#home.state.load(this.grant));
  }

  async #save(text: string): Promise<void> {
    const revision = ++this.#revision;
    const isSaved = await this.#persist(() => this.#home.state.save(this.grant, text, revision));
    if (isSaved) return;
    this.lose();
    throw lostError(this.grant.agent);
  }

  async #persist<T>(call: () => Promise<T>): Promise<T> {
    for (let failures = 1; !this.lost.aborted; failures++) {
      try {
        const result = await limited(CALL_MS, call());
        this.#home.worked();
        return result;
      } catch (error) {
        this.#home.failed(error);
        await sleep(backOff(failures, RETRY), this.lost);
      }
    }
    throw lostError(this.grant.agent);
  }
}

/** The error of a run that has lost its lease. */
export function lostError(agent: string): MitosisError {
  return new MitosisError(`Another process runs ${agent} now.`, {
    code: 'lease_lost',
    hint: 'This process gave no sign of life for too long: it hung, or did not reach the state of the fleet. It does nothing more for the agent.',
  });
}
