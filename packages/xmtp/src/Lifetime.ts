import { untilAborted } from './abort.ts';
import { SessionError } from './SessionError.ts';

/** How long a goodbye takes at most, in ms. */
export const GOODBYE_MS = 3_000;

/** How long something is open: until it is closed, and from then on all that it is asked for is refused. */
export class Lifetime {
  readonly #closing = new AbortController();
  readonly #ended = new AbortController();
  /** What it refuses with then. */
  readonly closedError: () => SessionError;
  #closed: Promise<void> | undefined;

  /**
   * @param message - What to say to whoever asks too late.
   * @param hint - What that one is to do instead.
   */
  constructor(message: string, hint: string) {
    this.closedError = () => new SessionError('session_closed', message, { hint });
  }

  /** Fires when it is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Fires when the goodbye is over, too: what is still under way then is given up. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Whether it was closed. */
  get isClosed(): boolean {
    return this.closing.aborted;
  }

  /** @throws SessionError `session_closed` when it was closed. */
  assertOpen(): void {
    if (this.isClosed) throw this.closedError();
  }

  /** Closes it, however often it is asked, and says goodbye. Takes 3 s at most, and never fails. */
  close(goodbye: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#closed ??= this.#close(goodbye);
    return this.#closed;
  }

  async #close(goodbye: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#closing.abort();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), GOODBYE_MS);
    try {
      await untilAborted(goodbye(limit.signal), limit.signal);
    } catch {
      // Whoever is left behind will notice: nothing more comes.
    } finally {
      clearTimeout(timer);
      this.#ended.abort(this.closedError());
    }
  }
}
