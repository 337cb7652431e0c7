import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { Mutex } from '@mitosislabs/auth/async';
import {
  assertCount,
  assertDuration,
  assertOptions,
  assertText,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import { abortableIterator } from '@mitosislabs/transport/abortableIterator';
import { abortedError, signalOnly, untilAborted, withAnySignal } from '../async/abort.ts';
import { Lifetime } from '../async/Lifetime.ts';
import { isUnavailable } from '../errors/requestFailure.ts';
import type { OfficeConnection } from '../office/OfficeConnection.ts';
import { type Beginning, MessageFeed } from '../receive/MessageFeed.ts';
import { Opening } from '../receive/Opening.ts';
import { Receiver, type ReceiverOptions } from '../receive/Receiver.ts';
import { SeenMessages } from '../receive/SeenMessages.ts';
import { reportGap, type SessionGap } from '../receive/SessionGap.ts';
import type { Thread } from '../receive/Thread.ts';
import { Delivery, SentEvents, type SentMessage } from '../send/Delivery.ts';

/** The number of messages in a row that are not found before only one search is made. */
const MISSES = 3;
/** How often a message is posted again after a failure. */
const RETRIES = 2;

/** Options of one poll. */
export interface ReceiveOptions {
  /** The most messages to return; the rest come with the next call. Default: all. */
  limit?: number | undefined;
  /** Ends the request. */
  signal?: AbortSignal | undefined;
}

const receiveOptions: OptionNames<ReceiveOptions> = { ...signalOnly, limit: true };

/** The thread of a session or group, and how it is read. */
export interface SessionCoreOptions
  extends Pick<ReceiverOptions, 'accepts' | 'announced' | 'prepare' | 'resting'> {
  readonly officeId: string;
  /** Whether `name` is an agent's name or a group's id. */
  readonly kind: 'agent' | 'group';
  readonly name: string;
  readonly thread: Thread;
  readonly connection: OfficeConnection;
  /** The message and the hint of the error for calls after the close. */
  readonly closed: readonly [message: string, hint: string];
  readonly beginning: Beginning;
  readonly pageSize: number | undefined;
  readonly onGap: ((gap: SessionGap) => void) | undefined;
  readonly onClose: (() => void) | undefined;
}

/**
 * The core of a session with an agent or a group: posts messages to a thread one after another, each once, and reads
 * its messages, each once and in order.
 */
export class SessionCore {
  readonly lifetime: Lifetime;
  readonly feed: MessageFeed;
  readonly receiver: Receiver;
  readonly #options: SessionCoreOptions;
  readonly #delivery: Delivery;
  readonly #events: SentEvents;
  readonly #posting = new Mutex();
  /** How many messages in a row were not found: some servers do not return our own messages. */
  #misses = 0;

  constructor(options: SessionCoreOptions) {
    const { accepts, announced, beginning, closed, connection, kind, name, thread } = options;
    const lifetime = new Lifetime(...closed);
    this.#options = options;
    this.lifetime = lifetime;
    this.feed = this.newFeed(beginning, this.newOpening());
    this.receiver = this.newReceiver({ accepts, announced, lifetime, feed: this.feed });
    const found = new SeenMessages(1_000);
    this.#events = new SentEvents({
      found,
      office: connection,
      isOwn: (message, since) => thread.isOwn(message) && this.feed.isSince(message.id, since),
      listen: (hear) => connection.listen(kind === 'group' ? 'group' : 'to', name, hear),
    });
    this.#delivery = new Delivery({
      thread,
      found,
      feed: this.feed,
      semaphore: connection.semaphore,
      // A getter: a Worker may create no signal before its first request.
      get ended() {
        return lifetime.ended;
      },
    });
  }

  /** The moment that divides history from news, for a reader that begins now. */
  newOpening(): Opening {
    return new Opening(() => this.#options.thread.serverOffset);
  }

  /** Whether events announce messages at this moment. */
  get isLive(): boolean {
    return this.#options.connection.isLive;
  }

  /** Creates a position in the thread. Its gaps are reported to the session's `onGap`. */
  newFeed(beginning: Beginning, opening: Opening): MessageFeed {
    const { officeId, name: agentName, onGap, pageSize } = this.#options;
    const gap = (after: string, before: string): void =>
      reportGap(onGap, { officeId, agentName, after, before });
    return new MessageFeed(gap, pageSize, beginning, opening);
  }

  /** Creates a reader of the thread, at the position of `feed`. */
  newReceiver(own: Pick<ReceiverOptions, 'accepts' | 'announced' | 'feed' | 'lifetime'>): Receiver {
    const { kind, connection, name, prepare, resting, thread } = this.#options;
    const { semaphore } = connection;
    return new Receiver({
      ...own,
      thread,
      semaphore,
      prepare,
      resting,
      listen: (wake) => connection.listen(kind, name, wake),
    });
  }

  /**
   * Posts a message when those before it are out.
   *
   * @param prepare - Called before the post, when it is the message's turn.
   * @returns the message as the server stored it; `undefined` if the server accepted it and does not show it.
   */
  async send(
    content: string,
    options: { signal?: AbortSignal | undefined },
    prepare: (signal: AbortSignal | undefined) => Promise<void>,
  ): Promise<XMTPMessage | undefined> {
    assertText('content', content);
    assertOptions('options', options, signalOnly);
    const { feed, lifetime, receiver } = this;
    lifetime.assertOpen();
    const { signal } = options;
    const { closing } = lifetime;
    let isPosting = false;
    let since = 0;
    let sent: SentMessage | undefined;
    const known = (): XMTPMessage | undefined => sent?.message;
    const posted = this.#posting.run(async () => {
      if (signal?.aborted) throw abortedError(signal);
      lifetime.assertOpen();
      await prepare(signal);
      // The caller's promise has already rejected.
      if (signal?.aborted) throw abortedError(signal);
      lifetime.assertOpen();
      isPosting = true;
      since = feed.polls;
      sent = this.#events.add(content, since);
      // Settles before the next message is posted, so that messages keep their order.
      return this.#delivery.post(content, {
        since,
        signal,
        known,
        stops: [signal, closing],
        retries: RETRIES,
        mayRepeat: (doubt, found) => isUnavailable(doubt) && found !== 'hidden',
      });
    });
    // Once posting, the caller waits for the request, whose error has the outcome.
    const mayLeave = (): boolean => !isPosting;
    try {
      const message = await withAnySignal([signal, closing], (over) =>
        untilAborted(posted, over, mayLeave),
      ).catch((error: unknown) => {
        throw !isPosting && closing.aborted && !signal?.aborted ? lifetime.closedError() : error;
      });
      receiver.expect();
      return message ?? (await this.#find(sent, since, [signal, closing]));
    } finally {
      sent?.end();
    }
  }

  /** Finds a message that the server has accepted: by its event, or by a search. */
  async #find(
    sent: SentMessage | undefined,
    since: number,
    stops: readonly (AbortSignal | undefined)[],
  ): Promise<XMTPMessage | undefined> {
    if (!sent) return undefined;
    const heard = await withAnySignal(stops, (over) => this.#events.find(sent, over));
    const isPatient = this.#misses < MISSES;
    const found = await this.#delivery.find(
      sent.content,
      since,
      stops,
      isPatient,
      () => heard ?? sent.message,
    );
    // `unseen` is no miss: no read succeeded, or the search was aborted.
    if (found !== 'unseen') this.#misses = typeof found === 'object' ? 0 : this.#misses + 1;
    return typeof found === 'object' ? found : undefined;
  }

  /**
   * Posts the question that begins a session, repeatedly until it is stored.
   *
   * @param end - The deadline, by `performance.now()`.
   * @param stop - Fires when it must not be posted again.
   */
  async ask(content: string, end: number, stop: AbortSignal): Promise<void> {
    const { feed, lifetime } = this;
    await this.#delivery.post(content, { since: feed.polls, stops: [stop, lifetime.closing], end });
  }

  /** Polls once, and returns the unread messages, oldest first. */
  async receive(options: ReceiveOptions): Promise<XMTPMessage[]> {
    assertOptions('options', options, receiveOptions);
    const { limit, ...call } = options;
    if (limit !== undefined) assertCount('limit', limit);
    this.lifetime.assertOpen();
    await this.receiver.pull(call);
    return this.receiver.takeAll(limit);
  }

  /**
   * Yields messages as they come, in an iterator that can be left at once. A message that comes after that goes back to the
   * receiver.
   */
  stream(
    pollIntervalMs: number | undefined,
    options: { signal?: AbortSignal | undefined },
  ): AsyncGenerator<XMTPMessage, void, undefined> {
    let givenBack = 0;
    return abortableIterator(
      (signal) => {
        assertOptions('options', options, signalOnly);
        if (pollIntervalMs !== undefined) assertDuration('pollIntervalMs', pollIntervalMs, 1);
        this.lifetime.assertOpen();
        return this.receiver.stream(pollIntervalMs, { signal });
      },
      {
        signal: options.signal,
        undelivered: (message) => this.receiver.giveBack([message], givenBack++),
      },
    );
  }

  /**
   * Ends all waits, and rejects messages that have not been sent yet. Takes 3 s at most, and never fails.
   *
   * @param goodbye - Runs after the messages on their way are out.
   */
  close(goodbye?: (signal: AbortSignal) => Promise<void>): Promise<void> {
    return this.lifetime.close(async (signal) => {
      this.receiver.takeAll();
      this.#options.onClose?.();
      await this.#posting.idle();
      await goodbye?.(signal);
    });
  }
}
