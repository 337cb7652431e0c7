import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { onAbort } from '@mitosislabs/auth/async';
import {
  assertCount,
  assertDuration,
  assertOptions,
  assertText,
  traceMethods,
} from '@mitosislabs/auth/errors';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import type { TransportLike } from '@mitosislabs/transport';
import { abortableIterator } from '@mitosislabs/transport/abortableIterator';
import { withTelemetry } from '@mitosislabs/transport/telemetry';
import { openInbox } from '#lateInbox';
import type { Answer } from '../answers/Answer.ts';
import { AnswerLedger } from '../answers/AnswerLedger.ts';
import { AnswerLoop, giveBackAnswer } from '../answers/AnswerLoop.ts';
import { type AnswersOptions, answersOptions } from '../answers/AnswersOptions.ts';
import { signalOnly } from '../async/abort.ts';
import { disposeWith, GOODBYE_MS } from '../async/Lifetime.ts';
import type { Semaphore } from '../async/Semaphore.ts';
import { Handshake, OwnSessions, type SentTrace, SessionOpening } from '../core/Handshake.ts';
import { type ReceiveOptions, SessionCore } from '../core/SessionCore.ts';
import { type InboxOptions, inboxOptions, type SessionInbox } from '../inbox/SessionInbox.ts';
import { OfficeConnection } from '../office/OfficeConnection.ts';
import { readSessionFrame } from '../protocol/sessionFrames.ts';
import { traceFields, traceFrame } from '../protocol/traceContext.ts';
import { Conversation } from '../receive/Conversation.ts';
import { routesOf, senderOf, type XMTPRoutes } from '../receive/XMTPRoutes.ts';
import type { SendActivity, SessionActivity } from './SessionActivity.ts';
import type { SessionNegotiation } from './SessionNegotiation.ts';
import { type SessionOptions, sessionOptions } from './SessionOptions.ts';

/** The state of a session. */
export type SessionState = 'new' | 'negotiating' | 'open' | 'closed';

/** The time limit of a list of conversations, in ms. */
const LISTING_MS = 5_000;
/** How long posting a trace context may take, in ms. */
const TRACE_MS = 3_000;
/** How long to wait for the agent's acknowledgement, in ms. */
const NEGOTIATION_MS = 30_000;

/**
 * A session with one agent. Your messages reach it once and in order, and its messages reach you once and in
 * order, even if the server's clock is wrong or connections break.
 *
 * Made by {@link XMTPChannel.openSession}.
 *
 * @example
 * ```ts
 * import type { XMTPSession } from '@mitosislabs/xmtp';
 *
 * async function ask(session: XMTPSession, question: string): Promise<string> {
 *   await session.send(question);
 *   for await (const message of session.stream()) return message.content;
 *   return '';
 * }
 * ```
 */
export class XMTPSession {
  /** The office. */
  readonly officeId: string;
  /** The agent's name. */
  readonly agentName: string;

  readonly #core: SessionCore;
  readonly #conversation: Conversation;
  readonly #handshake: Handshake;
  readonly #ownSessions: OwnSessions;
  readonly #ledger = new AnswerLedger();
  readonly #semaphore: Semaphore;
  readonly #self: string;
  readonly #inboxFolder: (() => string) | undefined;
  readonly #opening: SessionOpening;
  #sessionId: string | undefined;

  /** Closes the session at the end of an `await using` block, if the runtime supports such blocks. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /**
   * Creates a session. Sends and reads nothing yet.
   *
   * @param api - A `Transport`, or the calls that read and write conversations: `XMTPAPI`.
   * @param officeId - The office.
   * @param agentName - The agent's name.
   * @param options - The sender's name, and how the session reads.
   * @throws {@link InvalidArgumentError} when a name is empty or an option is wrong.
   */
  constructor(
    api: XMTPRoutes | TransportLike,
    officeId: string,
    agentName: string,
    options: SessionOptions = {},
  ) {
    traceMethods(XMTPSession);
    disposeWith(this, () => this.close());
    assertOptions('options', options, sessionOptions);
    this.officeId = assertText('officeId', officeId);
    this.agentName = assertText('agentName', agentName);
    const self = assertText('agentId', options.agentId ?? senderOf(api));
    const { pageSize, onClose, onGap } = options;
    const connection = options.connection ?? new OfficeConnection();
    if (pageSize !== undefined) assertCount('pageSize', pageSize);
    const routes = routesOf(api);
    const thread = new Conversation(routes, officeId, agentName, self, options.connection?.listed);
    const listing = { timeout: LISTING_MS, maxRetries: 0 };
    const conversations = connection.resting(() => routes.listConversations(officeId, listing));
    this.#self = self;
    this.#inboxFolder = options.inboxFolder;
    this.#conversation = thread;
    this.#semaphore = connection.semaphore;
    this.#handshake = new Handshake(this, options.streaming);
    this.#ownSessions = new OwnSessions((message) => thread.isOwn(message));
    this.#core = new SessionCore({
      officeId,
      kind: 'agent',
      name: agentName,
      thread,
      connection,
      resting: { peer: agentName, conversations },
      closed: [`The session with ${agentName} is closed.`, 'Open another one with `openSession()`.'],
      beginning: {
        isThere: () => this.#handshake.startedAt !== '',
        is: (message) => thread.isOwn(message) && this.#isOwnStart(message.content),
      },
      pageSize,
      onGap,
      onClose,
      prepare: (messages, read) => this.#ownSessions.learn(messages, read),
      accepts: (message) => this.#accepts(message),
      announced: (message) => this.#announced(message),
    });
    this.#opening = new SessionOpening(this.#core, this.#handshake, () => this.#opened());
  }

  /** The session's id: a random UUID, made when it is first read. */
  get sessionId(): string {
    this.#sessionId ??= randomUUID();
    return this.#sessionId;
  }

  /** The conversation; the agent's name, where the platform has not opened one yet. */
  get conversationId(): string {
    return this.#conversation.id;
  }

  /** The capabilities of the agent; empty until it has announced them. */
  get capabilities(): readonly string[] {
    return this.#handshake.capabilities;
  }

  /** The state of the session. */
  get state(): SessionState {
    return this.#core.lifetime.isClosed ? 'closed' : this.#opening.state;
  }

  /**
   * Whether the session is negotiated and not closed.
   *
   * @deprecated Use {@link XMTPSession.state}: it is `open`.
   */
  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** The result of {@link XMTPSession.negotiate}. `null` unless the session is open. */
  get negotiation(): SessionNegotiation | null {
    return this.state === 'open' ? this.#negotiation() : null;
  }

  /**
   * Asks the agent for a session, and waits for its acknowledgement. If it does not come in time, the session is open
   * without capabilities, and messages still reach it. Repeated calls ask the agent only once.
   *
   * @param timeoutMs - How long to wait for it, in ms. Default: 30,000. Of concurrent calls, the limit of the first
   * counts.
   * @param options - `signal` stops waiting.
   * @throws {@link OS1Error} when the request fails: there is no such agent, the office has no credits, ….
   * @throws {@link SessionError} `session_closed` or `aborted`.
   */
  async negotiate(
    timeoutMs: number = NEGOTIATION_MS,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<SessionNegotiation> {
    assertDuration('timeoutMs', timeoutMs, 0);
    assertOptions('options', options, signalOnly);
    await this.#opening.negotiate(timeoutMs, options.signal);
    return this.#negotiation();
  }

  /**
   * Sends a message, once, after all earlier ones. Negotiates the session first if needed.
   *
   * @param content - The text.
   * @param options - `signal` aborts the send; if the request is already under way, the error's `outcome` is `unknown`.
   * Closing does the same: at once for a message that waits, after 3 s for a request without a response.
   * @returns the message as the server stored it, with its id; `undefined` if the server accepted it and does
   * not show it.
   * @throws {@link OS1Error} when the request fails; its `outcome` says whether the message may have arrived.
   * @throws {@link SessionError} `session_closed` or `aborted`.
   */
  async send(
    content: string,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<XMTPMessage | undefined> {
    return withTelemetry<SendActivity, XMTPMessage | undefined>(
      'send',
      () => ({ type: 'send', session: this, content }),
      (activity) => {
        const { traceparent } = activity ?? {};
        const trace = traceparent ? { fields: traceFields(traceparent, content), isSent: false } : undefined;
        return this.#core.send(content, options, async (signal) => {
          await this.#opening.negotiate(NEGOTIATION_MS, signal, trace);
          if (trace && !trace.isSent && this.#handshake.carriesTraces) await this.#sendTrace(trace, signal);
        });
      },
    );
  }

  /**
   * Polls for messages from the agent. Messages that existed when the session was opened are history, and are
   * not returned.
   *
   * @param options - `limit`: the most messages to return; the rest come with the next call. `signal` ends the request.
   * @returns the agent's messages since the last call, oldest first, without control frames.
   * @throws {@link OS1Error} when the request fails; no message is lost by it.
   * @throws {@link SessionError} `session_closed` or `aborted`.
   */
  async receive(options: ReceiveOptions = {}): Promise<XMTPMessage[]> {
    return this.#core.receive(options);
  }

  /**
   * Messages from the agent that were sent since the session was opened, as they come, until the session is closed or
   * the loop is left. While the server is down, polling continues. If several loops read one session, each message
   * reaches one of them. `return()` and `throw()` of the iterator settle at once, also while `next()` waits, and lose
   * no message.
   *
   * @param pollIntervalMs - The poll interval, in ms; the event stream makes it poll sooner. Default: 1 s
   * while messages come, up to 10 s when idle.
   * @param options - `signal` ends the stream with an error.
   * @throws {@link OS1Error} for a failure that a retry cannot fix: signed out, no such agent any more, ….
   * @throws {@link SessionError} `aborted`, or `session_closed` when it was closed before.
   */
  stream(
    pollIntervalMs?: number,
    options: { signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<XMTPMessage, void, undefined> {
    return this.#core.stream(pollIntervalMs, options);
  }

  /**
   * Yields the answers of the agent as they begin. An answer can be read while it streams if the session was opened
   * with `streaming` and the agent supports it; other answers come as a whole. Like {@link XMTPSession.stream}, it
   * hands out every message once: several loops share the messages.
   *
   * @param pollIntervalMs - As for {@link XMTPSession.stream}.
   * @param options - `signal` ends the loop, and every wait for more of an answer, with an error. `idleTimeoutMs`: how
   * long an answer may go without a new piece before it is given up. Default: 300,000.
   * @throws {@link OS1Error} for a failure that a retry cannot fix: signed out, no such agent any more, ….
   * @throws {@link SessionError} `aborted`, or `session_closed` when it was closed before.
   */
  answers(pollIntervalMs?: number, options: AnswersOptions = {}): AsyncGenerator<Answer, void, undefined> {
    const { signal, idleTimeoutMs } = options;
    let givenBack = 0;
    return abortableIterator(
      (leaving) => {
        assertOptions('options', options, answersOptions);
        if (pollIntervalMs !== undefined) assertDuration('pollIntervalMs', pollIntervalMs, 1);
        if (idleTimeoutMs !== undefined) assertDuration('idleTimeoutMs', idleTimeoutMs, 1);
        this.#core.lifetime.assertOpen();
        const loop = new AnswerLoop(this.#core.receiver, this.#ledger, pollIntervalMs, options, leaving);
        return loop.answers();
      },
      { signal, undelivered: (answer) => giveBackAnswer(this.#core.receiver, answer, givenBack++) },
    );
  }

  /**
   * The messages of the agent for one consumer, over restarts of the process: each at least once, in order. Node only.
   *
   * @param options - The consumer, and the folder of its position: by default `sessions` in the keystore's folder, as in
   * `~/.os1/sessions`.
   * @throws {@link SessionError} `inbox_busy` when another process has it open, `inbox_broken` when its file cannot be used.
   * @throws {@link InvalidArgumentError} without a folder and without a home folder.
   * @throws {@link MitosisError} `node_only` where there are no files.
   */
  async inbox(options: InboxOptions): Promise<SessionInbox> {
    assertOptions('options', options, inboxOptions);
    this.#core.lifetime.assertOpen();
    const source = {
      session: this,
      core: this.#core,
      self: this.#self,
      handshake: this.#handshake,
      ownSessions: this.#ownSessions,
      inboxFolder: this.#inboxFolder,
    };
    return openInbox(source, options);
  }

  /** Makes `stream()` and `negotiate()` poll now. Call it when another channel announces a new message. */
  wake(): void {
    this.#core.receiver.notifier.wake();
  }

  /**
   * Ends the session: notifies the agent, ends all waits, and rejects messages that have not been sent yet.
   * Takes 3 s at most, and never fails, also when the agent could not be notified.
   */
  close(): Promise<void> {
    const end = performance.now() + GOODBYE_MS;
    return this.#core.close((signal) => this.#sayGoodbye(signal, end));
  }

  #negotiation(): SessionNegotiation {
    return {
      sessionId: this.sessionId,
      officeId: this.officeId,
      agentName: this.agentName,
      conversationId: this.conversationId,
      capabilities: [...this.capabilities],
      startedAt: this.#handshake.startedAt,
    };
  }

  /** Posts the trace context of the next message. Without it, the message goes out all the same. */
  async #sendTrace({ fields }: SentTrace, signal: AbortSignal | undefined): Promise<void> {
    const options = { signal, timeout: TRACE_MS, maxRetries: 0 };
    const post = () => this.#conversation.post(traceFrame(this.sessionId, fields), options);
    await this.#semaphore.run(post, { urgent: true }).catch(() => undefined);
  }

  async #sayGoodbye(signal: AbortSignal, end: number): Promise<void> {
    await this.#opening.idle();
    if (signal.aborted) return;
    const options = { signal, timeout: GOODBYE_MS };
    const post = async (frame: string): Promise<void> => {
      // By the clock: each signal fires by itself, and would let the next one of a thousand sessions begin.
      if (performance.now() < end) await this.#conversation.post(frame, options);
    };
    await this.#handshake.end((frame) => this.#semaphore.run(() => post(frame), { urgent: true }));
  }

  #opened(): void {
    void withTelemetry<SessionActivity, void>(
      'session',
      () => ({ type: 'session', session: this }),
      () => new Promise((resolve) => onAbort(this.#core.lifetime.closing, resolve)),
    );
  }

  /** Whether a message is for the caller: from the agent, and not a control frame. */
  #accepts(message: XMTPMessage): boolean | 'piece' {
    if (message.from_agent !== this.agentName) return false;
    const { isAwaited } = this.#handshake;
    if (!this.#handshake.take(message)) {
      if (this.#ownSessions.isFrame(message.content, this.sessionId)) return false;
      // Without streaming no answer comes in pieces.
      return this.#handshake.asksStreaming && this.#ledger.message(message) ? 'piece' : true;
    }
    const frame = readSessionFrame(message.content);
    if (frame?.type === 'part') this.#ledger.part(frame, this.#core.receiver.received);
    // An event may have brought the acknowledgement before.
    else if (isAwaited || frame?.type !== 'ack') this.#core.receiver.notifier.wake();
    return frame?.type === 'part' ? 'piece' : false;
  }

  /** Takes the acknowledgement from its event: it need not be read then. */
  #announced(message: XMTPMessage): void {
    if (this.#handshake.isAwaited && message.from_agent === this.agentName) this.#handshake.take(message);
  }

  #isOwnStart(content: string): boolean {
    const frame = readSessionFrame(content);
    // A START that only carries a trace context is not the first.
    const isFirst = content.includes('capabilities_request');
    return isFirst && frame?.type === 'start' && frame.sessionId === this.sessionId;
  }
}
