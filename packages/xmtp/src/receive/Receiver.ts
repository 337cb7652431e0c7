import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { backOff, Mutex } from '@mitosislabs/auth/async';
import { abortedError, untilAborted, withAnySignal } from '../async/abort.ts';
import type { Lifetime } from '../async/Lifetime.ts';
import { Notifier } from '../async/Notifier.ts';
import type { Semaphore } from '../async/Semaphore.ts';
import { isRetryable } from '../errors/requestFailure.ts';
import type { News } from '../office/OfficeEvents.ts';
import type { RestingConversations } from '../office/RestingConversations.ts';
import { isMessage, type MessageFeed, type ReadNewest } from './MessageFeed.ts';
import { Announced, NewestRead, PollInterval } from './PollInterval.ts';
import type { CallOptions, Thread } from './Thread.ts';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;

/** Dependencies of a receiver. */
export interface ReceiverOptions {
  thread: Thread;
  feed: MessageFeed;
  /** Reading ends when it closes. */
  lifetime: Pick<Lifetime, 'closing' | 'closedError'>;
  /**
   * Whether to hand a message out. `'piece'` counts as news and is not handed out: a piece of an answer, for
   * example. Called once for each message, in order.
   */
  accepts(message: XMTPMessage): boolean | 'piece';
  /** Prepares to accept messages, and may send a request. Called first, with the same messages. */
  prepare?: ((messages: readonly XMTPMessage[], read: ReadNewest) => Promise<void>) | undefined;
  /** Called with a message that an event has brought, before it is read. */
  announced?: ((message: XMTPMessage) => void) | undefined;
  /** Limits requests, together with other receivers of the same server. */
  semaphore: Semaphore;
  /** The conversations of the office that rest. Without it, the thread is polled by itself. */
  resting?: { readonly peer: string; readonly conversations: RestingConversations } | undefined;
  /** Calls `wake` when the server has news, until the returned function is called. */
  listen(wake: (news: News) => void): () => void;
}

/** How long to wait for a message that was announced and is not on a page yet. In ms. */
const MISSING_MS = 50;
/** How long a caller may handle messages before the next ones are read, in ms, and how many of those are held. */
const AHEAD = { afterMs: 100, messages: 10_000 };

/** Options of a poll. */
export interface PollOptions extends CallOptions {
  /** Whether it only searches for messages that were announced, if any were. */
  isForNews?: boolean;
  /** Whether a caller waits for it. */
  urgent?: boolean;
}

/** Reads the new messages of a thread, and hands each out once and in order. */
export class Receiver {
  readonly #options: ReceiverOptions;
  // One reader at a time: two at once would corrupt the position.
  readonly #reading = new Mutex();
  /** Its `wake` ends every {@link Receiver.sleep}; its `mark` is taken before a poll, for the sleep that follows. */
  readonly notifier: Notifier = new Notifier();
  readonly #interval = new PollInterval();
  #messages: XMTPMessage[] = [];
  /** Messages read and not yet accepted. */
  readonly #unsorted: XMTPMessage[] = [];
  /** How many messages were received. */
  received = 0;
  readonly #openedAt = performance.now();
  /** How many pieces of messages have come. */
  #pieces = 0;
  /** How many streams poll without an interval of their own. */
  #unnamedIntervals = 0;
  /** When the last successful poll began, by `performance.now()`: messages stored before that are here. */
  polledAt: number = Number.NEGATIVE_INFINITY;
  readonly #announced = new Announced();
  readonly #newest = new NewestRead();
  /** How many loops rest. */
  #resting = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** Treats the existing messages as history. Does nothing the second time. */
  begin(options: PollOptions): Promise<void> {
    const { feed, semaphore, thread } = this.#options;
    return this.#read(options, async (read, call) => {
      const run = <T>(request: () => Promise<T>): Promise<T> => semaphore.run(request, { urgent: true });
      if (!feed.hasBegun && (await thread.isNew?.(this.#openedAt, call, run))) feed.beginEmpty();
      else await feed.begin(read);
    });
  }

  /** Reads the new messages. Returns whether these are all that were announced: without announcements, there may be more. */
  async pull({ isForNews = false, ...options }: PollOptions): Promise<boolean> {
    const { feed, accepts } = this.#options;
    let isAll = false;
    await this.#read(options, async (read) => {
      const { isAnnounced, isNamed } = this.#announced.take();
      const now = performance.now();
      const before = this.received + this.#pieces;
      let page: readonly XMTPMessage[] = [];
      const readPage = async (limit: number): Promise<XMTPMessage[]> => {
        const answer = await read(limit);
        if (answer.length >= page.length) page = answer;
        return answer;
      };
      const news = await feed.next(readPage, isForNews && isNamed);
      this.#newest.note(page, news, now);
      if (isAnnounced && news.length > 0) this.#interval.announced();
      this.#unsorted.push(...news);
      await this.#options.prepare?.(this.#unsorted, read);
      for (const message of this.#unsorted.splice(0)) {
        const kind = accepts(message);
        if (kind === 'piece') this.#pieces++;
        if (kind !== true) continue;
        this.received++;
        this.#messages.push(message);
      }
      this.polledAt = now;
      if (this.received + this.#pieces > before) this.#interval.came(isAnnounced);
      isAll = isNamed && feed.missing === 0;
    }).finally(() => this.#announced.polled());
    return isAll;
  }

  /** Hands out the messages that were read: all, or the first `limit`. */
  takeAll(limit: number = this.#messages.length): XMTPMessage[] {
    return this.#messages.splice(0, limit);
  }

  /** How many of the received messages were handed out. */
  get taken(): number {
    return this.received - this.#messages.length;
  }

  /** Removes a message. Returns whether it was still here. */
  drop(id: string): boolean {
    const index = this.#messages.findIndex((message) => message.id === id);
    return index >= 0 && this.#messages.splice(index, 1).length > 0;
  }

  /**
   * Puts unread messages back, before all others.
   *
   * @param index - The number of messages already put back, which come first. Default: 0.
   */
  giveBack(messages: readonly XMTPMessage[], index = 0): void {
    this.#messages.splice(index, 0, ...messages);
    if (messages.length > 0) this.notifier.wake();
  }

  /** Takes the oldest message. Throws if the caller's signal has fired, and takes none then. */
  take(caller: AbortSignal | undefined): XMTPMessage | undefined {
    if (caller?.aborted) throw abortedError(caller);
    return this.#messages.shift();
  }

  /** Messages as they come, until there is nothing more to receive. */
  async *stream(
    pollIntervalMs: number | undefined,
    { signal }: { signal?: AbortSignal | undefined },
  ): AsyncGenerator<XMTPMessage, void, undefined> {
    const { closing } = this.#options.lifetime;
    for await (const _ of this.polls(pollIntervalMs, { signal })) {
      while (!closing.aborted) {
        const message = this.take(signal);
        if (!message) break;
        yield message;
      }
    }
  }

  /** Polls for news until there is nothing more to receive; yields before each poll. */
  async *polls(
    pollIntervalMs: number | undefined,
    { signal }: { signal?: AbortSignal | undefined },
  ): AsyncGenerator<undefined, void, undefined> {
    const { closing } = this.#options.lifetime;
    const unlisten = this.listen();
    let stopAhead = (): void => undefined;
    if (pollIntervalMs === undefined) this.#unnamedIntervals++;
    try {
      for (let failures = 0, urgent = true; ; ) {
        yield;
        stopAhead();
        if (closing.aborted) return;
        await this.#pause(signal);
        const news = this.notifier.mark();
        const before = this.received + this.#pieces;
        try {
          const isAll = await this.pull({ signal, maxRetries: 0, urgent, isForNews: true });
          failures = 0;
          const hasNews = this.received + this.#pieces > before;
          if (hasNews) stopAhead = this.#readAhead(isAll, news, pollIntervalMs, signal);
          if (hasNews && !isAll) continue;
          if (hasNews) yield;
          stopAhead();
          if (closing.aborted) return;
          urgent = await this.#rest(pollIntervalMs, news, signal);
        } catch (error) {
          if (closing.aborted) return;
          if (!isRetryable(error)) throw error;
          // After a failure the server gets a pause, even if it announces messages.
          const first = pollIntervalMs ?? FIRST_RETRY_MS;
          const wait = backOff(++failures, { first, most: LAST_RETRY_MS, after: error });
          await this.sleep(wait, 0, signal, new Notifier());
        }
        if (closing.aborted) return;
      }
    } finally {
      stopAhead();
      if (pollIntervalMs === undefined) this.#unnamedIntervals--;
      unlisten();
    }
  }

  /**
   * Reads the next messages while the caller handles those it has: the server may not keep them until then. Returns
   * the function that stops it.
   *
   * @param isAll - Whether no others are known yet.
   * @param since - The mark from before the last poll.
   */
  #readAhead(
    isAll: boolean,
    since: number,
    pollIntervalMs: number | undefined,
    signal: AbortSignal | undefined,
  ): () => void {
    const over = new AbortController();
    const { closing } = this.#options.lifetime;
    const isOver = (): boolean =>
      over.signal.aborted || closing.aborted || this.#messages.length >= AHEAD.messages;
    const run = async (): Promise<void> => {
      for (let failures = 0, rests = isAll, news = since; !isOver(); ) {
        try {
          if (rests) await this.#rest(pollIntervalMs, news, signal, over.signal);
          if (!isOver()) await this.#pause(signal);
          if (isOver()) return;
          news = this.notifier.mark();
          rests = false;
          await this.pull({ signal, maxRetries: 0, isForNews: true });
          rests = true;
          failures = 0;
        } catch (error) {
          // The caller's next poll meets the same failure, and reports it.
          if (!isRetryable(error)) return;
          const wait = backOff(++failures, { first: FIRST_RETRY_MS, most: LAST_RETRY_MS, after: error });
          await this.sleep(wait, 0, signal, new Notifier(), over.signal);
        }
      }
    };
    const timer = setTimeout(() => void run().catch(() => undefined), AHEAD.afterMs);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }

  /** Waits until the next poll of a busy conversation brings several messages. */
  async #pause(signal: AbortSignal | undefined): Promise<void> {
    const { pauseMs } = this.#announced;
    if (pauseMs > 0) await this.sleep(pauseMs, 0, signal, new Notifier());
  }

  /** Polls sooner when the server announces messages, until the returned function is called. */
  listen(): () => void {
    return this.#options.listen(({ id, message, isLost, isForAll }) => {
      if (isMessage(message)) this.#options.announced?.(message);
      if (id !== undefined) this.#options.feed.announce(id);
      if (isLost) this.#interval.lost();
      if (isForAll && this.#resting > 0) {
        // One list shows which conversations have news.
        this.#options.resting?.conversations.hurry();
        return;
      }
      if (!isLost) this.#announced.note(id !== undefined);
      this.notifier.wake();
    });
  }

  /** Polls soon, because a reply may come. */
  expect(): void {
    this.#interval.asked();
    // Restarts the sleeping loops with the shorter interval.
    if (this.#unnamedIntervals > 0) this.notifier.wake();
  }

  /** Sleeps until it is time, there are news, or there is nothing more to receive. Returns whether there are news. */
  async sleep(
    ms: number,
    since: number,
    caller: AbortSignal | undefined,
    notifier: Notifier = this.notifier,
    over?: AbortSignal,
  ): Promise<boolean> {
    const { closing } = this.#options.lifetime;
    await withAnySignal([closing, caller, over], (signal) => notifier.sleep(ms, since, signal));
    if (caller?.aborted && !closing.aborted) throw abortedError(caller);
    return this.notifier.mark() !== since;
  }

  /** Waits until it is time to poll. Returns whether there are news. */
  async #rest(
    pollIntervalMs: number | undefined,
    since: number,
    caller: AbortSignal | undefined,
    stop?: AbortSignal,
  ): Promise<boolean> {
    const { feed, resting } = this.#options;
    const sleep = (ms: number): Promise<boolean> => this.sleep(ms, since, caller, this.notifier, stop);
    if (feed.missing > 0) return sleep(Math.min(MISSING_MS, pollIntervalMs ?? MISSING_MS));
    if (pollIntervalMs !== undefined) return sleep(pollIntervalMs);
    if (!resting || !this.#newest.isSettled) return sleep(this.#interval.next());
    const over = new AbortController();
    this.#resting++;
    const remove = resting.conversations.add({
      peer: resting.peer,
      isKnown: (entry) => this.#newest.isIn(entry),
      next: () => this.#interval.next(),
      end: (isNews) => (isNews ? this.notifier.wake() : over.abort()),
    });
    try {
      return await withAnySignal([over.signal, stop], (ended) =>
        this.sleep(Number.POSITIVE_INFINITY, since, caller, this.notifier, ended),
      );
    } finally {
      this.#resting--;
      remove();
    }
  }

  /** Runs a poll. Rejects with `session_closed` or `aborted` if that ended it. */
  async #read(
    { signal: caller, urgent = true, ...call }: PollOptions,
    task: (read: (limit: number) => Promise<XMTPMessage[]>, options: CallOptions) => Promise<void>,
  ): Promise<void> {
    const { lifetime, semaphore, thread } = this.#options;
    const { closing } = lifetime;
    await withAnySignal([closing, caller], (signal) => {
      const poll = async (): Promise<void> => {
        if (signal.aborted) throw abortedError(signal);
        // Limits each request, not the poll as a whole: with a slow server a poll would exceed the
        // semaphore's time.
        const options = { ...call, signal };
        await task((limit) => semaphore.run(() => thread.read(limit, options), { urgent }), options);
      };
      return untilAborted(this.#reading.run(poll), signal);
    }).catch((error: unknown) => {
      if (closing.aborted) throw lifetime.closedError();
      throw caller?.aborted ? abortedError(caller) : error;
    });
  }
}
