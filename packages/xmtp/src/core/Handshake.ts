import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { backOff } from '@mitosislabs/auth/async';
import { getTelemetry } from '@mitosislabs/transport/telemetry';
import { abortedError, withAnySignal } from '../async/abort.ts';
import { SingleFlight } from '../async/SingleFlight.ts';
import { isOutcomeUnknown, isRetryable } from '../errors/requestFailure.ts';
import { STREAMING_ANSWERS } from '../protocol/answerPart.ts';
import { endFrame, readSessionFrame, sessionsOf, startFrame } from '../protocol/sessionFrames.ts';
import { TRACE_CONTEXT } from '../protocol/traceContext.ts';
import type { ReadNewest } from '../receive/MessageFeed.ts';
import type { Receiver } from '../receive/Receiver.ts';
import { SeenMessages } from '../receive/SeenMessages.ts';
import type { SessionCore } from './SessionCore.ts';

/** How many frames are remembered: more than one poll returns. */
const FRAMES = 20_000;
/** The most sessions of a conversation to remember. */
const REMEMBERED = 1_000;
/** The first and the largest page to read when looking for the start of a session. */
const FIRST_PAGE = 1_000;
const LARGEST_PAGE = 10_000;
/** The polls for the acknowledgement: soon at first, then each second. In ms. */
const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 1_000;
/** How long to wait for the event of the acknowledgement, in ms. */
const EVENT_MS = 250;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;

/** The trace context of a message to send. */
export interface SentTrace {
  /** Its fields in a START. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether a START has carried it. */
  isSent: boolean;
}

/**
 * The control frames of one session. Sends START once, and accepts ACK and END only when they are expected:
 * at other times they are plain messages.
 */
export class Handshake {
  readonly #session: { readonly sessionId: string };
  /** The state of the session on the agent's side, as far as it is known. */
  #agent: 'unaware' | 'asked' | 'present' | 'gone' = 'unaware';
  #startedAt = '';
  /** The ids of the messages that were frames. */
  readonly #frames = new SeenMessages(FRAMES);
  #capabilities: readonly string[] = [];
  #streams = false;
  #carriesTraces = false;
  /** Whether to request streamed answers from the agent. */
  readonly asksStreaming: boolean;

  /**
   * @param session - The session of the frames. Its id is read on demand.
   * @param asksStreaming - Whether to request streamed answers from the agent.
   */
  constructor(session: { readonly sessionId: string }, asksStreaming = false) {
    this.#session = session;
    this.asksStreaming = asksStreaming;
  }

  /** The capabilities that the agent has announced. */
  get capabilities(): readonly string[] {
    return this.#capabilities;
  }

  /** When START was sent, ISO 8601; empty before that. */
  get startedAt(): string {
    return this.#startedAt;
  }

  /** Whether the agent reads the trace contexts of messages. */
  get carriesTraces(): boolean {
    return this.#carriesTraces;
  }

  /** Whether the agent was asked and has not responded. */
  get isAwaited(): boolean {
    return this.#agent === 'asked';
  }

  /**
   * Asks the agent for the session, unless it was asked before or may have been.
   *
   * @param trace - The trace context of the message that follows.
   */
  async start(post: (frame: string) => Promise<void>, trace?: SentTrace): Promise<void> {
    if (this.#agent !== 'unaware') return;
    const startedAt = new Date().toISOString();
    // Before the request: the agent may answer sooner than the server.
    this.#agent = 'asked';
    try {
      const features = [
        ...(this.asksStreaming ? [STREAMING_ANSWERS] : []),
        ...(getTelemetry() ? [TRACE_CONTEXT] : []),
      ];
      if (trace) trace.isSent = true;
      await post(
        startFrame(
          this.#session.sessionId,
          startedAt,
          features.length > 0 ? features : undefined,
          trace?.fields,
        ),
      );
      this.#startedAt = startedAt;
    } catch (error) {
      if (!isOutcomeUnknown(error)) {
        this.#agent = 'unaware';
        throw error;
      }
      // The agent's response will show whether it arrived.
      this.#startedAt = startedAt;
      if (!isRetryable(error)) throw error;
    }
  }

  /** Reads a message of the agent. Returns whether it is a frame, also when called again. */
  take({ id, content }: XMTPMessage): boolean {
    if (this.#frames.has(id)) return true;
    const isFrame = this.#read(content);
    if (isFrame) this.#frames.add(id, 0);
    return isFrame;
  }

  #read(content: string): boolean {
    if (this.#agent !== 'asked' && this.#agent !== 'present') return false;
    const frame = readSessionFrame(content);
    if (!frame || !sessionsOf(frame).includes(this.#session.sessionId)) return false;
    if (this.#agent === 'asked') {
      if (frame.type !== 'ack') return false;
      this.#agent = 'present';
      this.#capabilities = frame.capabilities;
      this.#streams = this.asksStreaming && frame.features.includes(STREAMING_ANSWERS);
      this.#carriesTraces = frame.features.includes(TRACE_CONTEXT);
      return true;
    }
    if (frame.type === 'part') return this.#streams;
    if (frame.type !== 'end') return false;
    // The agent no longer knows the session; plain messages still reach it.
    this.#agent = 'gone';
    this.#capabilities = [];
    this.#carriesTraces = false;
    return true;
  }

  /** Notifies the agent that the session is over, if the agent may know the session. */
  async end(post: (frame: string) => Promise<void>): Promise<void> {
    if (this.#startedAt !== '') await post(endFrame(this.#session.sessionId, new Date().toISOString()));
  }
}

/** The opening of a session: one negotiation with the agent, shared by all callers. */
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
    const news = receiver.notifier.mark();
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
      await receiver.sleep(wait, receiver.notifier.mark(), signal);
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
    const news = receiver.notifier.mark();
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

/**
 * The sessions that the user began in a conversation, in this process or another. An agent's control frames in them
 * are not messages; text that looks like a frame of another session is a message.
 */
export class OwnSessions {
  readonly #isOwn: (message: XMTPMessage) => boolean;
  readonly #begun = new SeenMessages(REMEMBERED);
  #hasLookedBack = false;

  /** @param isOwn - Whether the user sent a message. */
  constructor(isOwn: (message: XMTPMessage) => boolean) {
    this.#isOwn = isOwn;
  }

  /**
   * Learns of sessions from messages. Reads back once for a frame of an unknown session, which may
   * be older than the first page.
   *
   * @throws errors of `read`.
   */
  async learn(messages: readonly XMTPMessage[], read: ReadNewest): Promise<void> {
    this.#note(messages);
    if (this.#hasLookedBack || !messages.some((message) => this.#isUnknownFrame(message))) return;
    for (let limit = FIRST_PAGE; ; limit = LARGEST_PAGE) {
      const page = await read(limit);
      this.#note(page);
      if (page.length < limit || limit === LARGEST_PAGE) break;
    }
    this.#hasLookedBack = true;
  }

  /** Whether a text of the agent is a control frame of one of these sessions, other than `sessionId`. */
  isFrame(content: string, sessionId: string): boolean {
    const frame = readSessionFrame(content);
    if (!frame || frame.type === 'start') return false;
    return sessionsOf(frame).some((id) => id !== sessionId && this.#begun.has(id));
  }

  #note(messages: readonly XMTPMessage[]): void {
    for (const message of messages) {
      if (typeof message?.content !== 'string' || !this.#isOwn(message)) continue;
      const frame = readSessionFrame(message.content);
      if (frame?.type === 'start') this.#begun.add(frame.sessionId, 0);
    }
  }

  #isUnknownFrame(message: XMTPMessage): boolean {
    if (this.#isOwn(message)) return false;
    const frame = readSessionFrame(message.content);
    return (
      frame !== undefined && frame.type !== 'start' && !sessionsOf(frame).some((id) => this.#begun.has(id))
    );
  }
}
