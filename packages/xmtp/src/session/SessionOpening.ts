import { abortedError, withAnySignal } from '../async/abort.ts';
import { SingleFlight } from '../async/SingleFlight.ts';
import type { Handshake, SentTrace } from '../core/Handshake.ts';
import type { SessionCore } from '../core/SessionCore.ts';
import { negotiate } from './negotiate.ts';

/** The opening of a session: the negotiation with the agent, once, whatever the number of callers. */
export class SessionOpening {
  readonly #core: SessionCore;
  readonly #handshake: Handshake;
  readonly #onOpen: () => void;
  readonly #negotiating = new SingleFlight<void>();
  #state: 'new' | 'negotiating' | 'open' = 'new';

  /** @param onOpen - Called when the session is open. */
  constructor(core: SessionCore, handshake: Handshake, onOpen: () => void) {
    this.#core = core;
    this.#handshake = handshake;
    this.#onOpen = onOpen;
  }

  /** The state of a session that is not closed. */
  get state(): 'new' | 'negotiating' | 'open' {
    return this.#state;
  }

  /** Waits until no negotiation runs. */
  idle(): Promise<void> {
    return this.#negotiating.idle();
  }

  /** Negotiates the session, unless it is open: joins a negotiation that runs. */
  async negotiate(timeoutMs: number, signal: AbortSignal | undefined, trace?: SentTrace): Promise<void> {
    const { lifetime } = this.#core;
    lifetime.assertOpen();
    if (this.#state === 'open') return;
    try {
      await withAnySignal([signal, lifetime.closing], (leave) =>
        this.#negotiating.join((abandoned) => this.#run(timeoutMs, abandoned, trace), leave),
      );
    } catch (error) {
      lifetime.assertOpen();
      throw signal?.aborted ? abortedError(signal) : error;
    }
  }

  async #run(timeoutMs: number, abandoned: AbortSignal, trace: SentTrace | undefined): Promise<void> {
    const { lifetime } = this.#core;
    if (lifetime.isClosed || this.#state === 'open') return;
    this.#state = 'negotiating';
    try {
      await withAnySignal([lifetime.closing, abandoned], (signal) =>
        negotiate(this.#core, this.#handshake, timeoutMs, signal, trace),
      );
      if (!lifetime.isClosed) {
        this.#state = 'open';
        this.#onOpen();
      }
    } finally {
      if (this.#state === 'negotiating') this.#state = 'new';
    }
    lifetime.assertOpen();
  }
}
