import { Mutex, sleep } from '@mitosislabs/auth/async';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { answerPart } from '@mitosislabs/xmtp/feed';
import { cleanText, wellFormed, wholeCharacters } from '../text/cleanText.ts';
import type { Reply } from './Reply.ts';

/** How long to gather pieces before they are sent, in ms. */
const PART_MS = 250;
/** A longer piece is sent in several parts: a frame has room for it in any encoding. In UTF-16 units. */
const LONGEST_PART = 8_000;
/** Longer messages are cut: servers take 1 MiB, which must hold the event around the message. In bytes of JSON. */
const LONGEST_MESSAGE = 900 * 1024;
/** A longer step is cut. In UTF-16 units. */
const LONGEST_STEP = 300;
/** The length up to which an answer is streamed: a message that is cut still begins with it. In UTF-16 units. */
const LONGEST_STREAM = 150_000;

/** How a reply reaches the conversation. */
export interface ReplyPost {
  /** Posts a message; the number tells the messages of one reply apart. */
  message(text: string, number: number): Promise<void>;
  /** Posts a frame, once. */
  frame(content: string): Promise<void>;
}

/** The reply to one message. */
export class MessageReply implements Reply {
  readonly signal: AbortSignal;
  readonly #post: ReplyPost;
  /** Returns the sessions that get the answer streamed: read again for each part, because sessions come and go. */
  readonly #sessions: () => readonly string[];
  readonly #question: string;
  readonly #answerId: string;
  #isRefused = false;
  readonly #mutex = new Mutex();
  #sent = 0;
  /** All pieces so far, up to the one that exceeded the length of a message. */
  #whole = '';
  /** Pieces that were not sent as parts yet. */
  #pending = '';
  /** The step after those pieces that was not sent yet. */
  #step: string | undefined;
  #parts = 0;
  /** The length already sent as parts. */
  #streamed = 0;
  #pumping: Promise<void> | undefined;
  #ending = new AbortController();

  constructor(post: ReplyPost, signal: AbortSignal, sessions: () => readonly string[], question: string) {
    this.#post = post;
    this.signal = signal;
    this.#sessions = sessions;
    this.#question = question;
    // The id differs after a restart: parts sent before belong to another answer.
    this.#answerId = `${question}-${Math.random().toString(36).slice(2, 10)}`;
  }

  /** Whether there are pieces that are not sent as a message yet. */
  get isOpen(): boolean {
    return this.#whole !== '';
  }

  send(text: string): Promise<void> {
    if (typeof text !== 'string' || text === '') {
      return Promise.reject(new InvalidArgumentError('text', 'must be text, and not empty'));
    }
    return this.#exclusively(async () => {
      await this.#finish();
      await this.#post.message(cleanText(text, LONGEST_MESSAGE), this.#sent++);
    });
  }

  write(piece: string): Promise<void> {
    if (typeof piece !== 'string') {
      return Promise.reject(new InvalidArgumentError('piece', 'must be text'));
    }
    return this.#exclusively(async () => {
      if (this.#whole.length > LONGEST_MESSAGE) {
        throw new InvalidArgumentError(
          'piece',
          `makes the answer longer than ${LONGEST_MESSAGE} characters`,
          {
            hint: 'End the answer, and send the rest in messages of their own.',
          },
        );
      }
      this.#whole += piece;
      if (this.#isRefused || piece === '') return;
      this.#pending += piece;
      this.#step = undefined;
      this.#stream();
    });
  }

  step(text: string): Promise<void> {
    if (typeof text !== 'string' || text === '') {
      return Promise.reject(new InvalidArgumentError('text', 'must be text, and not empty'));
    }
    return this.#exclusively(async () => {
      if (this.#isRefused) return;
      this.#step = wholeCharacters(wellFormed(text).slice(0, LONGEST_STEP));
      this.#stream();
    });
  }

  end(): Promise<void> {
    return this.#exclusively(() => this.#finish());
  }

  /** Runs a task after all earlier ones. Callers need not await it: a failure is never unhandled. */
  #exclusively(task: () => Promise<void>): Promise<void> {
    const done = this.#mutex.run(task);
    done.catch(() => undefined);
    return done;
  }

  /** Sends all pieces as one message. It replaces the parts in the clients that showed them. */
  async #finish(): Promise<void> {
    this.#ending.abort();
    await this.#pumping;
    this.#ending = new AbortController();
    const whole = this.#whole;
    this.#whole = '';
    this.#pending = '';
    this.#step = undefined;
    this.#parts = 0;
    this.#streamed = 0;
    if (whole === '') return;
    await this.#post.message(cleanText(whole, LONGEST_MESSAGE), this.#sent++);
  }

  #stream(): void {
    this.#pumping ??= this.#pump(this.#ending.signal).finally(() => {
      this.#pumping = undefined;
    });
  }

  /** Sends parts while there are pieces or steps: the first at once, then what gathers within each interval. */
  async #pump(ending: AbortSignal): Promise<void> {
    for (;;) {
      const text = wholeCharacters(this.#pending.slice(0, LONGEST_PART));
      const isLong = this.#streamed + text.length > LONGEST_STREAM;
      const step = text === '' ? this.#step : undefined;
      if ((text === '' && step === undefined) || isLong || ending.aborted || this.#isRefused) return;
      const [sessionId, ...alsoFor] = this.#sessions();
      this.#pending = this.#pending.slice(text.length);
      this.#streamed += text.length;
      if (step !== undefined) this.#step = undefined;
      const seq = this.#parts++;
      const answerId = `${this.#answerId}-${this.#sent}`;
      // A client without support for parts has joined: the missing part freezes the text until the message.
      if (sessionId === undefined) return;
      const part = { sessionId, alsoFor, answerId, inReplyTo: this.#question, seq };
      try {
        await this.#post.frame(answerPart({ ...part, text: wellFormed(text), step }));
      } catch {
        // The message is still sent as a whole.
        this.#isRefused = true;
      }
      await sleep(PART_MS, ending);
    }
  }
}
