import { SessionError } from '../errors/SessionError.ts';

/** The longest time of a goodbye, in ms. */
export const GOODBYE_MS = 3_000;

/** The signals of a lifetime. */
export interface LifetimeSignals {
  /** Fires on close. */
  readonly closing: AbortSignal;
  /** Fires after the goodbye: pending work is abandoned. */
  readonly ended: AbortSignal;
  /** Creates the error of calls after the close. */
  closedError(): SessionError;
}

/**
 * The lifetime of a session or group: after `close`, all calls are refused. Its signals are created
 * on first use: a Worker may create none before its first request.
 */
export class Lifetime implements LifetimeSignals {
  readonly closedError: () => SessionError;
  #controllers: { closing: AbortController; ended: AbortController } | undefined;
  #isClosed = false;
  #closed: Promise<void> | undefined;

  /**
   * @param message - The message of the error for calls after the close.
   * @param hint - The hint of that error.
   */
  constructor(message: string, hint: string) {
    this.closedError = () => new SessionError('session_closed', message, { hint });
  }

  get closing(): AbortSignal {
    return this.#signals.closing.signal;
  }

  get ended(): AbortSignal {
    return this.#signals.ended.signal;
  }

  get #signals(): { closing: AbortController; ended: AbortController } {
    this.#controllers ??= { closing: new AbortController(), ended: new AbortController() };
    return this.#controllers;
  }

  /** Whether it was closed. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * @throws SessionError `session_closed` when it was closed; `other_request` when it belongs to another request of a Worker.
   */
  assertOpen(): void {
    if (this.isClosed) throw this.closedError();
    if (isReachable(this.closing)) return;
    throw new SessionError('other_request', 'This session belongs to another request of the Worker.', {
      hint: 'Open it in each request with `openSession()` or `openGroup()`: a Worker ends what a request has opened.',
    });
  }

  /**
   * Closes it once, and says goodbye. Takes 3 s at most, and never fails. Does nothing if it belongs
   * to another request of a Worker.
   */
  close(goodbye: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (!isReachable(this.closing)) return Promise.resolve();
    this.#isClosed = true;
    this.#closed ??= this.#close(goodbye);
    return this.#closed;
  }

  async #close(goodbye: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#signals.closing.abort();
    const limit = new AbortController();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        limit.abort();
        resolve();
      }, GOODBYE_MS);
      // A goodbye that fails does not fail the close.
      void goodbye(limit.signal)
        .catch(() => undefined)
        .finally(() => {
          clearTimeout(timer);
          resolve();
        });
    });
    this.#signals.ended.abort(this.closedError());
  }
}

/** Whether a signal may be read here. In a Worker it belongs to the request that created it, and throws in others. */
export function isReachable(signal: AbortSignal): boolean {
  try {
    return typeof signal.aborted === 'boolean';
  } catch {
    return false;
  }
}

/**
 * Closes an object at the end of an `await using` block, if the runtime supports such blocks. Set on each object and
 * not in a `static` block of its class: bundlers keep every class with one, used or not.
 */
export function disposeWith(object: object, close: () => Promise<void>): void {
  if (Symbol.asyncDispose) Object.defineProperty(object, Symbol.asyncDispose, { value: close });
}
