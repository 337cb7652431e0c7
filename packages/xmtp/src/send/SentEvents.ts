import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { Notifier } from '../async/Notifier.ts';
import type { OfficeConnection } from '../office/OfficeConnection.ts';
import type { News } from '../office/OfficeEvents.ts';
import { isMessage } from '../receive/MessageFeed.ts';
import type { SeenMessages } from '../receive/SeenMessages.ts';

/** How long the event of a message is waited for, if earlier messages of the session, or of the office, had one. In ms. */
const EVENT_MS = 250;
/** How soon after a message another one opens the event stream. In ms. */
const BURST_MS = 1_000;

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
  /** The office. Its other sessions may know already whether the messages of its callers have events. */
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
  /** Whether the last message that was waited for had an event; `undefined` before the first one. */
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
    const end = performance.now() + EVENT_MS;
    for (;;) {
      const mark = this.#heard.mark();
      const left = end - performance.now();
      if (sent.message || !this.#isAwaited || signal.aborted) return sent.message;
      if (left <= 0) this.#isProven = false;
      else await this.#heard.sleep(left, mark, signal);
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
