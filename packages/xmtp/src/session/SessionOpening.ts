import { backOff } from '@mitosislabs/auth/async';
import { abortedError, withAnySignal } from '../async/abort.ts';
import { SingleFlight } from '../async/SingleFlight.ts';
import type { Handshake, SentTrace } from '../core/Handshake.ts';
import type { SessionCore } from '../core/SessionCore.ts';
import { isRetryable } from '../errors/requestFailure.ts';
import type { Receiver } from '../receive/Receiver.ts';

/** The polls for the acknowledgement: soon at first, then each second. In ms. */
const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 1_000;
/** How long to wait for the event of the acknowledgement, in ms. */
const EVENT_MS = 250;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;

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

/**
 * Asks the agent for a session, and polls for its acknowledgement. Returns without one when the time is over.
 *
 * @param timeoutMs - How long all of it may take, in ms.
 * @param signal - Ends it with an error.
 * @param trace - The trace context of the message that follows.
 */
async function negotiate(
  core: SessionCore,
  handshake: Handshake,
  timeoutMs: number,
  signal: AbortSignal,
  trace: SentTrace | undefined,
): Promise<void> {
  const { receiver } = core;
  const end = performance.now() + timeoutMs;
  const unlisten = receiver.listen();
  try {
    // Earlier messages are not the answer, and later ones are not lost.
    await begin(receiver, end, signal);
    const news = receiver.mark();
    // Not aborted half-way: its outcome would be unknown.
    await handshake.start((frame) => core.ask(frame, end, signal), trace);
    // An event often brings the acknowledgement sooner than a poll could.
    if (core.isLive)
      await receiver.sleep(Math.min(EVENT_MS, Math.max(0, end - performance.now())), news, signal);
    if (handshake.isAwaited) await awaitAck(receiver, handshake, end, signal);
  } finally {
    unlisten();
  }
}

async function begin(receiver: Receiver, end: number, signal: AbortSignal): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      return await receiver.begin({ signal, timeout: remaining(end), maxRetries: 0 });
    } catch (error) {
      const wait = backOff(failures, { first: FIRST_RETRY_MS, most: LAST_RETRY_MS, after: error });
      if (!isRetryable(error) || performance.now() + wait >= end) throw error;
      await receiver.sleep(wait, receiver.mark(), signal);
    }
  }
}

async function awaitAck(
  receiver: Receiver,
  handshake: Handshake,
  end: number,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 2, LAST_POLL_MS)) {
    const news = receiver.mark();
    try {
      await receiver.pull({ signal, timeout: remaining(end), maxRetries: 0 });
      failures = 0;
    } catch (error) {
      if (!isRetryable(error)) throw error;
      wait = backOff(++failures, { first: FIRST_POLL_MS, most: LAST_RETRY_MS, after: error });
    }
    const left = end - performance.now();
    if (!handshake.isAwaited || left <= 0) return;
    await receiver.sleep(Math.min(wait, left), news, signal);
  }
}

/** The rest of a time limit for one request, in ms: at least 1,000. */
function remaining(end: number): number {
  return Math.max(end - performance.now(), 1_000);
}
