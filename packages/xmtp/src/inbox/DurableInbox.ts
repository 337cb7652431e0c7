import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { backOff, onAbort } from '@mitosislabs/auth/async';
import { assertCount, assertDuration, assertOptions, traceMethods } from '@mitosislabs/auth/errors';
import { abortableIterator } from '@mitosislabs/transport/abortableIterator';
import { abortedError } from '../async/abort.ts';
import { disposeWith, Lifetime } from '../async/Lifetime.ts';
import { Notifier } from '../async/Notifier.ts';
import { withTimeLimit } from '../async/withTimeLimit.ts';
import { SessionError } from '../errors/SessionError.ts';
import { STREAMING_ANSWERS } from '../protocol/answerPart.ts';
import { readSessionFrame, sessionsOf } from '../protocol/sessionFrames.ts';
import type { FeedPosition, MessageFeed } from '../receive/MessageFeed.ts';
import type { Opening } from '../receive/Opening.ts';
import type { Receiver } from '../receive/Receiver.ts';
import type { InboxSource } from './InboxSource.ts';
import type { InboxStore } from './InboxStore.ts';
import {
  type HandlerContext,
  type InboxRunOptions,
  inboxRunOptions,
  type MessageHandler,
  type SessionInbox,
} from './SessionInbox.ts';

/** How many ids of handled messages are kept: more than a feed reads back for messages that were stored late. */
const WINDOW = 600;
/** How many of our own sessions are remembered. */
const SESSIONS = 50;

/** The default number of attempts of a handler, if there is an `onDeadLetter`. */
const ATTEMPTS = 3;
/** How long to wait before the second attempt, in ms; twice as long before each next one. */
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

/** The position of a consumer, as it is stored over a restart. */
export interface InboxState extends FeedPosition {
  readonly version: 1;
  /** The ids of the consumer's sessions: their control frames are not messages. */
  readonly sessions: readonly string[];
  /** The sessions that requested streamed answers: their pieces are not messages. */
  readonly growing?: readonly string[] | undefined;
}

/** A {@link SessionInbox} over any store. */
export class DurableInbox implements SessionInbox {
  readonly #source: InboxSource;
  readonly #store: InboxStore;
  readonly #feed: MessageFeed;
  readonly #receiver: Receiver;
  readonly #unlisten: () => void;
  readonly #lifetime = new Lifetime('The inbox is closed.', 'Open it again with `session.inbox()`.');
  /** The ids of handled messages, the oldest first. */
  #done: string[] = [];
  /** The messages that were read and not yet handled, in order. */
  #read: { id: string; isMine: boolean }[] = [];
  #sessions: string[] = [];
  #streaming: readonly string[] = [];
  #isWhole = false;
  /** The position as loaded, with fields of later versions. */
  #loaded: InboxState | undefined;
  /** The message that was handed out and not yet handled. */
  #current: XMTPMessage | undefined;
  /** The loop that reads the inbox. */
  #reader: { signal: AbortSignal | undefined; ended: Promise<void> } | undefined;

  /** Closes the inbox at the end of an `await using` block, if the runtime supports such blocks. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /**
   * Continues at the stored position. A new consumer begins with the messages from now on.
   *
   * @param state - The stored position.
   * @param opening - When a new consumer begins.
   */
  static async open(
    source: InboxSource,
    store: InboxStore,
    state: InboxState | undefined,
    signal: AbortSignal | undefined,
    opening: Opening,
  ): Promise<DurableInbox> {
    const inbox = new DurableInbox(source, store, opening);
    try {
      await inbox.#begin(state, signal);
      inbox.#lifetime.assertOpen();
      return inbox;
    } catch (error) {
      await inbox.close();
      throw error;
    }
  }

  private constructor(source: InboxSource, store: InboxStore, opening: Opening) {
    traceMethods(DurableInbox);
    disposeWith(this, () => this.close());
    this.#source = source;
    this.#store = store;
    const beginning = {
      isThere: () => source.handshake.startedAt !== '',
      is: ({ content }: XMTPMessage) => {
        const frame = readSessionFrame(content);
        return frame?.type === 'start' && this.#sessions.includes(frame.sessionId);
      },
    };
    this.#feed = source.core.newFeed(beginning, opening);
    this.#receiver = source.core.newReceiver({
      feed: this.#feed,
      lifetime: this.#lifetime,
      accepts: (message) => this.#accepts(message),
    });
    const { closing } = source.core.lifetime;
    this.#unlisten = onAbort(closing, () => void this.close());
    if (closing.aborted) void this.close();
  }

  /** The messages that were not handled yet, and then new ones. */
  [Symbol.asyncIterator](): AsyncGenerator<XMTPMessage, void, undefined> {
    return abortableIterator((signal) => this.#messages(signal));
  }

  async run(handler: MessageHandler, options: InboxRunOptions = {}): Promise<void> {
    assertOptions('options', options, inboxRunOptions);
    const { maxAttempts, handlerTimeoutMs } = options;
    if (maxAttempts !== undefined) assertCount('maxAttempts', maxAttempts);
    if (handlerTimeoutMs !== undefined) assertDuration('handlerTimeoutMs', handlerTimeoutMs, 1);
    const { signal } = options;
    for await (const message of this.#messages(signal)) {
      try {
        await this.#handle(message, handler, options);
      } catch (error) {
        // The close interrupted this message: it has not failed, and comes again.
        if (this.#lifetime.isClosed) return;
        throw signal?.aborted ? abortedError(signal) : error;
      }
    }
  }

  async #handle(message: XMTPMessage, handler: MessageHandler, options: InboxRunOptions): Promise<void> {
    const { onDeadLetter, maxAttempts = ATTEMPTS, signal } = options;
    for (let attempt = 1; ; attempt++) {
      // Another process may have taken the inbox over while the handler failed.
      if (attempt > 1) await this.#store.assertHeld();
      try {
        return await this.#limited('handler', message, options, (context) => handler(message, context));
      } catch (error) {
        if (!onDeadLetter || signal?.aborted || this.#lifetime.isClosed) throw error;
        if (attempt >= maxAttempts) {
          await this.#store.assertHeld();
          return this.#limited('onDeadLetter', message, options, (context) =>
            onDeadLetter(message, error, context),
          );
        }
        const wait = backOff(attempt, { first: FIRST_RETRY_MS, most: LAST_RETRY_MS, jitter: 0 });
        await this.#receiver.sleep(wait, 0, signal, new Notifier());
        if (this.#lifetime.isClosed) throw error;
      }
    }
  }

  /** Runs a handler with its time limit; its signal fires when the time is over. */
  #limited(
    who: string,
    { id }: XMTPMessage,
    { handlerTimeoutMs: ms, signal: caller }: InboxRunOptions,
    task: (context: HandlerContext) => void | Promise<void>,
  ): Promise<void> {
    const late = () =>
      new SessionError('handler_timeout', `The ${who} took longer than ${ms} ms with the message ${id}.`, {
        hint: 'Have it end when its `signal` fires, or give it more time with `handlerTimeoutMs`.',
      });
    return withTimeLimit(ms, late, [this.#lifetime.closing, caller], (signal) => task({ signal }));
  }

  close(): Promise<void> {
    return this.#lifetime.close(() => {
      this.#unlisten();
      return this.#store.release();
    });
  }

  async #begin(state: InboxState | undefined, signal: AbortSignal | undefined): Promise<void> {
    this.#loaded = state;
    if (state) this.#feed.resume(state);
    else await this.#beginNow(signal);
    const { seen, isWhole } = this.#feed.position;
    this.#done = [...seen];
    this.#isWhole = isWhole;
    this.#sessions = [...(state?.sessions ?? [])];
    this.#streaming = state?.growing ?? [];
    this.#addSession(this.#source.session.sessionId, this.#source.handshake.asksStreaming);
    // Another process may hold the inbox by now.
    this.#lifetime.assertOpen();
    await this.#save();
  }

  /** Treats existing messages as history, except those announced by the event stream meanwhile. */
  async #beginNow(signal: AbortSignal | undefined): Promise<void> {
    const unlisten = this.#receiver.listen();
    try {
      await this.#receiver.begin({ signal });
    } finally {
      unlisten();
    }
  }

  async *#messages(signal: AbortSignal | undefined): AsyncGenerator<XMTPMessage, void, undefined> {
    this.#lifetime.assertOpen();
    if (this.#reader && !this.#reader.signal?.aborted) {
      throw new SessionError('inbox_busy', 'Another loop reads this inbox.', {
        hint: 'Read it in one place, and hand the messages on from there.',
      });
    }
    // Leaving the loop aborts its pending request.
    const before = this.#reader?.ended;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#reader = { signal, ended };
    try {
      await before;
      // The message at which an earlier loop was left was not handled.
      if (this.#current) yield* this.#handOut(this.#current);
      for await (const message of this.#receiver.stream(undefined, { signal })) yield* this.#handOut(message);
    } finally {
      end();
      if (this.#reader?.ended === ended) this.#reader = undefined;
    }
  }

  async *#handOut(message: XMTPMessage): AsyncGenerator<XMTPMessage, void, undefined> {
    this.#current = message;
    await this.#store.assertHeld();
    // Another process may have the inbox by now.
    if (this.#lifetime.isClosed) return;
    yield message;
    this.#current = undefined;
    let isFound = false;
    const rest = this.#read.findIndex(({ id, isMine }) => {
      const isOver = isFound && isMine;
      isFound ||= id === message.id;
      return isOver;
    });
    const done = this.#read.splice(0, rest < 0 ? this.#read.length : rest);
    for (const { id } of done) this.#keep(id);
    try {
      await this.#store.assertHeld();
      await this.#save();
    } catch (error) {
      // The inbox was closed during the handling: the message comes again in the process that opens it next.
      if (this.#lifetime.isClosed) return;
      throw error;
    }
  }

  /** Whether a message is for the consumer. Called once for each message, in order. */
  #accepts(message: XMTPMessage): boolean {
    const { id, from_agent, content } = message;
    const { self } = this.#source;
    const frame = from_agent === self ? readSessionFrame(content) : undefined;
    if (frame?.type === 'start')
      this.#addSession(frame.sessionId, frame.features.includes(STREAMING_ANSWERS));
    const isMine = from_agent === this.#source.session.agentName && !this.#isFrame(message);
    if (isMine || this.#read.length > 0) this.#read.push({ id, isMine });
    else this.#keep(id);
    return isMine;
  }

  /** Whether it is a control frame: of this session, or of an earlier one of the same consumer. */
  #isFrame(message: XMTPMessage): boolean {
    const { content } = message;
    const { handshake, ownSessions, session } = this.#source;
    const { sessionId } = session;
    if (handshake.take(message) || ownSessions.isFrame(content, sessionId)) return true;
    const frame = readSessionFrame(content);
    if (!frame || frame.type === 'start') return false;
    const known = frame.type === 'part' ? this.#streaming : this.#sessions;
    return sessionsOf(frame).some((id) => id !== sessionId && known.includes(id));
  }

  #addSession(id: string, streams: boolean): void {
    if (this.#sessions.includes(id)) return;
    this.#sessions = [...this.#sessions, id].slice(-SESSIONS);
    if (streams) this.#streaming = [...this.#streaming, id].slice(-SESSIONS);
  }

  #keep(id: string): void {
    this.#done.push(id);
    // Not each time: copying is expensive.
    if (this.#done.length < 2 * WINDOW) return;
    this.#done = this.#done.slice(-WINDOW);
    this.#isWhole = false;
  }

  async #save(): Promise<void> {
    const { isNewestFirst } = this.#feed.position;
    const seen = this.#done.slice(-WINDOW);
    const isWhole = this.#isWhole && seen.length === this.#done.length;
    const sessions = this.#sessions;
    const growing = this.#streaming.length > 0 ? this.#streaming : undefined;
    const state: InboxState = {
      ...this.#loaded,
      version: 1,
      seen,
      isWhole,
      isNewestFirst,
      sessions,
      growing,
    };
    await this.#store.save(JSON.stringify(state));
  }
}
