import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { backOff, sleep } from '@mitosislabs/auth/async';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import { untilAborted, withAnySignal } from '../async/abort.ts';
import { Notifier } from '../async/Notifier.ts';
import type { Semaphore } from '../async/Semaphore.ts';
import { isOutcomeUnknown, isRetryable } from '../errors/requestFailure.ts';
import type { OfficeConnection } from '../office/OfficeConnection.ts';
import type { News } from '../office/OfficeEvents.ts';
import { isMessage, type MessageFeed } from '../receive/MessageFeed.ts';
import { SeenMessages } from '../receive/SeenMessages.ts';
import type { Thread } from '../receive/Thread.ts';

/** The searches for a posted message: the delay before each, in ms, and how many of the newest messages it reads. */
const POLLS = [
  [0, 20],
  [100, 100],
  [400, 500],
] as const;
/** How long one of these polls may take, in ms. */
const POLL_MS = 5_000;
/** The shortest time limit of a request. In ms. */
const LEAST_MS = 1_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;
/** How long to wait for the event of a message, if earlier messages of the session or the office had one. In ms. */
const EVENT_MS = 250;
/** A timer that fires later than this shows that the process was paused: the event may still wait in the socket. In ms. */
const LATE_MS = 25;
/** How often the wait for an event starts again after a pause of the process. */
const MOST_PAUSES = 3;
/** A message within this time after another one opens the event stream. In ms. */
const BURST_MS = 1_000;

/**
 * The result of a search for a message: the message; `missing` if the server shows other messages of ours;
 * `hidden` if it shows none of ours; `unseen` if no read succeeded.
 */
export type Found = XMTPMessage | 'missing' | 'hidden' | 'unseen';

/** Dependencies of a delivery. */
export interface DeliveryOptions {
  /** Where messages are posted. */
  thread: Thread;
  /** Knows the earlier messages. */
  feed: MessageFeed;
  /** Aborts pending posts. */
  ended: AbortSignal;
  /** The messages that were matched to a post elsewhere. */
  found?: SeenMessages | undefined;
  /** Limits how many requests run at once. Default: no limit. */
  semaphore?: Pick<Semaphore, 'run'> | undefined;
}

/** How a text is posted. */
export interface Posting {
  /** The number of polls before the post: {@link MessageFeed.polls}. */
  since: number;
  /** Aborts the post. */
  signal?: AbortSignal | undefined;
  /** When one of them fires, the text is neither posted again nor searched for. */
  stops: readonly (AbortSignal | undefined)[];
  /** How often it is posted again at most. Default: no limit. */
  retries?: number | undefined;
  /** Returns the message if an event has brought it: it need not be searched for. */
  known?: (() => XMTPMessage | undefined) | undefined;
  /** The deadline, by `performance.now()`. */
  end?: number | undefined;
  /** The `Idempotency-Key` of the post. Default: a random UUID. */
  idempotencyKey?: string | undefined;
  /**
   * Whether a text that may have arrived is posted again after a search has not found it; after `unseen`, the
   * search is repeated first. Default: if the failure is retryable.
   */
  mayRepeat?: ((doubt: unknown, found: Found) => boolean) | undefined;
}

/**
 * Posts messages, each once. A server may ignore the `Idempotency-Key`, so a message that may have arrived is
 * searched for. It is posted again only if it is missing and the failure allows a repetition.
 *
 * @example
 * ```ts
 * import { type Conversation, Delivery, type MessageFeed } from '@mitosislabs/xmtp/feed';
 *
 * async function say(thread: Conversation, feed: MessageFeed, text: string): Promise<void> {
 *   const stop = new AbortController();
 *   const delivery = new Delivery({ thread, feed, ended: stop.signal });
 *   await delivery.post(text, { since: feed.polls, stops: [stop.signal] });
 * }
 * ```
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** Messages that were already matched to a post: the same text may be posted twice. */
  readonly #found: SeenMessages;
  /** Accepted posts that no poll has shown yet: a message of the same text may be one of these. */
  #taken: { content: string; since: number }[] = [];

  /** @param options - The thread, the feed, and the limits. */
  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#found = options.found ?? new SeenMessages(1_000);
  }

  /**
   * Posts a text.
   *
   * @returns the message, if it had to be searched for.
   * @throws the failure of the request, with its `outcome`, if the server did not accept the text or that is
   * unknown.
   */
  async post(content: string, posting: Posting): Promise<XMTPMessage | undefined> {
    const { since, stops, retries = Number.POSITIVE_INFINITY, end, known, mayRepeat = isRetryable } = posting;
    const idempotencyKey = posting.idempotencyKey ?? randomUUID();
    let doubt: unknown;
    let failure: unknown;
    for (let failures = 0, found: Found = 'missing'; ; failures++) {
      if (found !== 'unseen') {
        try {
          await this.#request(content, { ...posting, idempotencyKey });
          const { polls } = this.#options.feed;
          this.#taken = [...this.#taken.filter((taken) => taken.since >= polls), { content, since }];
          return undefined;
        } catch (error) {
          failure = error;
          if (isOutcomeUnknown(error)) doubt = error;
        }
      }
      found = doubt === undefined ? 'missing' : await this.#findDoubtful(content, since, stops, known);
      if (typeof found === 'object') return found;
      const wait = backOff(failures + 1, { first: FIRST_RETRY_MS, most: LAST_RETRY_MS, after: failure });
      const isLate = failures >= retries || (end !== undefined && performance.now() + wait >= end);
      const mayFollow = isRetryable(failure) && (doubt === undefined || mayRepeat(doubt, found)) && !isLate;
      if (mayFollow) await withAnySignal(stops, (over) => sleep(wait, over));
      if (!mayFollow || isFired(stops)) throw isOutcomeUnknown(failure) ? failure : (doubt ?? failure);
    }
  }

  /**
   * Searches for the message of a text that the server has accepted. Never rejects.
   *
   * @param since - The number of polls before the post.
   * @param stops - When one of them fires, the search ends.
   * @param isPatient - Whether to search again when the message is missing.
   * @param known - Returns the message if an event has brought it.
   */
  async find(
    content: string,
    since: number,
    stops: Posting['stops'],
    isPatient: boolean,
    known?: Posting['known'],
  ): Promise<Found> {
    const found = await this.#find(content, since, stops, { isPatient, known });
    const index = this.#taken.findIndex((taken) => taken.content === content && taken.since === since);
    if (typeof found === 'object' && index >= 0) this.#taken.splice(index, 1);
    return found;
  }

  /**
   * Searches for a message that may have arrived. Skips the messages of accepted posts with the same text.
   */
  #findDoubtful(
    content: string,
    since: number,
    stops: Posting['stops'],
    known: Posting['known'],
  ): Promise<Found> {
    const isSame = (taken: { content: string; since: number }): boolean =>
      taken.content === content && taken.since >= since;
    return this.#find(content, since, stops, { beyond: this.#taken.filter(isSame).length, known });
  }

  /** Searches for a message by its text, after skipping `beyond` messages of the same text. */
  async #find(
    content: string,
    since: number,
    stops: Posting['stops'],
    {
      beyond = 0,
      isPatient = true,
      known,
    }: { beyond?: number; isPatient?: boolean } & Pick<Posting, 'known'>,
  ): Promise<Found> {
    const { thread, feed } = this.#options;
    let result: Found = 'unseen';
    for (const [wait, most] of isPatient ? POLLS : POLLS.slice(0, 1)) {
      const before = known?.();
      if (before) return before;
      const page = await withAnySignal(stops, async (over) => {
        if (wait > 0) await sleep(wait, over);
        if (over.aborted) return undefined;
        const options = { signal: over, timeout: POLL_MS, maxRetries: 0 };
        // Not beyond the known messages: there may be an old message with the same text.
        const read = this.#run(() => thread.read(Math.min(most, feed.reach), options));
        return untilAborted(read, over).catch(() => undefined);
      });
      // Its event came meanwhile: another message with the same text belongs to another post.
      const heard = known?.();
      if (heard) return heard;
      if (isFired(stops)) return 'unseen';
      if (!page) continue;
      const own = page.filter((candidate) => candidate?.id !== undefined && thread.isOwn(candidate));
      const same = own.filter(
        ({ id, content: text }) => text === content && feed.isSince(id, since) && !this.#found.has(id),
      );
      const message = same[beyond];
      if (message) {
        this.#found.add(message.id, 0);
        return message;
      }
      result = own.length > 0 ? 'missing' : 'hidden';
    }
    return result;
  }

  async #request(content: string, { signal, end, idempotencyKey }: Posting): Promise<void> {
    const { thread, ended } = this.#options;
    const timeout = end === undefined ? undefined : Math.max(end - performance.now(), LEAST_MS);
    await withAnySignal([signal, ended], (over) => {
      const options = { signal: over, timeout, maxRetries: 0, idempotencyKey };
      return this.#run(() => thread.post(content, options));
    });
  }

  #run<T>(task: () => Promise<T>): Promise<T> {
    const { semaphore } = this.#options;
    return semaphore ? semaphore.run(task, { urgent: true }) : task();
  }
}

function isFired(signals: Posting['stops']): boolean {
  return signals.some((signal) => signal?.aborted);
}

/** A message on its way. */
export interface SentMessage {
  readonly content: string;
  /** The number of polls before the post. */
  readonly since: number;
  /** The message as an event brought it. */
  message?: XMTPMessage;
  /** Stops waiting for its event. */
  end(): void;
}

/** Dependencies of {@link SentEvents}. */
export interface SentEventsOptions {
  /** The messages that were matched to a text. */
  found: SeenMessages;
  /** Calls `hear` for each event about the thread's messages, until the returned function is called. */
  listen(hear: (news: News) => void): () => void;
  /** The office, whose other sessions may already know whether our messages have events. */
  office: Pick<OfficeConnection, 'isLive' | 'announcesOwn'>;
  /** Whether a message is our own, and none of the first `since` polls has read it. */
  isOwn(message: XMTPMessage, since: number): boolean;
}

/**
 * The events of our own messages: a message that comes so need not be searched for. An event counts only for a text that is
 * on its way, and each for one of them. Servers need not send any.
 */
export class SentEvents {
  readonly #options: SentEventsOptions;
  readonly #sent = new Set<SentMessage>();
  readonly #heard = new Notifier();
  /** Whether the last awaited message had an event; `undefined` before the first one. */
  #isProven: boolean | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(options: SentEventsOptions) {
    this.#options = options;
  }

  /** Notes a text before it is posted. Opens the event stream for the second one in a second. */
  add(content: string, since: number): SentMessage {
    const { office, listen } = this.#options;
    const now = performance.now();
    const listens = office.isLive || now - this.#sentAt < BURST_MS;
    this.#sentAt = now;
    const unlisten = listens ? listen((news) => this.#hear(news)) : undefined;
    const sent: SentMessage = {
      content,
      since,
      end: () => {
        this.#sent.delete(sent);
        unlisten?.();
      },
    };
    this.#sent.add(sent);
    return sent;
  }

  /** The message of an event, if there is one soon. */
  async find(sent: SentMessage, signal: AbortSignal): Promise<XMTPMessage | undefined> {
    let end = performance.now() + EVENT_MS;
    for (let pauses = 0; ; ) {
      const mark = this.#heard.mark();
      const left = end - performance.now();
      if (sent.message || !this.#isAwaited || signal.aborted) return sent.message;
      if (left > 0) await this.#heard.sleep(left, mark, signal);
      else if (left < -LATE_MS && pauses++ < MOST_PAUSES) end = performance.now() + EVENT_MS;
      else this.#isProven = false;
    }
  }

  get #isAwaited(): boolean {
    const { isLive, announcesOwn } = this.#options.office;
    return this.#isProven ?? (isLive && announcesOwn);
  }

  #hear({ id, message }: News): void {
    // Without an id, the event may be an old one that is repeated.
    const { found, isOwn, office } = this.#options;
    if (!isMessage(message) || message.id !== id || found.has(id)) return;
    if (typeof message.created_at !== 'string') return;
    for (const sent of this.#sent) {
      if (sent.message || sent.content !== message.content || !isOwn(message, sent.since)) continue;
      const { from_agent, content, created_at } = message;
      sent.message = { id, from_agent, content, created_at };
      found.add(id, 0);
      this.#isProven = office.announcesOwn = true;
      this.#heard.wake();
      return;
    }
  }
}
