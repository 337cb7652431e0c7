import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { abortedError, untilAborted, withAnySignal } from './abort.ts';
import type { CallOptions, Conversation } from './Conversation.ts';
import type { MessageFeed } from './MessageFeed.ts';
import { Serial } from './Serial.ts';

/** The messages of one session that were read and not handed out yet. */
export class Inbox {
  readonly #conversation: Conversation;
  readonly #feed: MessageFeed;
  readonly #accepts: (message: XMTPMessage) => boolean;
  // One reader at a time: two of one position would tear it.
  readonly #reading = new Serial();
  readonly #closing: AbortSignal;
  #messages: XMTPMessage[] = [];

  constructor(
    conversation: Conversation,
    feed: MessageFeed,
    closing: AbortSignal,
    accepts: (message: XMTPMessage) => boolean,
  ) {
    this.#conversation = conversation;
    this.#feed = feed;
    this.#closing = closing;
    this.#accepts = accepts;
  }

  /** Takes what is in the conversation now for history, unless that was done before. */
  begin(options: CallOptions): Promise<void> {
    return this.#read(options, (read) => this.#feed.begin(read));
  }

  /** Reads what is new. */
  pull(options: CallOptions): Promise<void> {
    return this.#read(options, async (read) => {
      const messages = await this.#feed.next(read);
      this.#messages.push(...messages.filter(this.#accepts));
    });
  }

  /** Whether there is nothing to hand out. */
  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** Hands out the oldest message. */
  shift(): XMTPMessage | undefined {
    return this.#messages.shift();
  }

  /** Hands out all messages. */
  takeAll(): XMTPMessage[] {
    return this.#messages.splice(0);
  }

  #read(
    { signal: caller, timeout }: CallOptions,
    task: (read: (limit: number) => Promise<XMTPMessage[]>) => Promise<void>,
  ): Promise<void> {
    const turn = this.#reading.run(() =>
      withAnySignal([this.#closing, caller], (signal) => {
        if (signal.aborted) throw abortedError(signal);
        return task((limit) => this.#conversation.read(limit, { signal, timeout }));
      }),
    );
    return untilAborted(turn, caller);
  }
}
