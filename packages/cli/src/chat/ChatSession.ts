import { ConnectionError } from '@mitosislabs/transport/errors';
import type { XMTPSession } from '@mitosislabs/xmtp';
import { describe } from '../errors/describe.ts';

/** The state of a chat: messages on their way, questions without an answer, and how the chat ends. */
export class ChatSession {
  readonly #session: Pick<XMTPSession, 'send'>;
  readonly #signal: AbortSignal;
  readonly #onFailure: (note: string) => void;
  readonly #sending = new Set<Promise<void>>();
  /** Aborts the messages that are being sent. */
  #stop = new AbortController();
  #waiting = 0;
  #isLeaving = false;
  /** The last message that could not be sent, since the person left. */
  #failure: unknown;
  /** Resolves when the person has left and every message was sent. Rejects if one was not, or with the reason of {@link end}. */
  readonly ended: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /**
   * @param session - Sends the messages.
   * @param signal - Aborts when the run ends: failures are not reported then.
   * @param onFailure - Called with a note about a message that could not be sent.
   */
  constructor(session: Pick<XMTPSession, 'send'>, signal: AbortSignal, onFailure: (note: string) => void) {
    this.#session = session;
    this.#signal = signal;
    this.#onFailure = onFailure;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The number of questions without an answer. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether the person has left. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Sends a message. Reports a failure with `onFailure`. */
  send(text: string): void {
    this.#waiting++;
    const { signal } = this.#stop;
    const sending = this.#session
      .send(text, { signal })
      .then(
        () => undefined,
        (error: unknown) => this.#failed(error, signal.aborted),
      )
      .finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  /** Counts one answer. */
  answered(): void {
    this.#waiting = Math.max(0, this.#waiting - 1);
  }

  /** Stops waiting for answers, and aborts what is being sent. Returns whether there was something to wait for. */
  stopWaiting(): boolean {
    const wasWaiting = this.#waiting > 0;
    this.#waiting = 0;
    this.#stop.abort();
    this.#stop = new AbortController();
    return wasWaiting;
  }

  /** Ends the chat when every message was sent. */
  leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#failure = undefined;
    void Promise.all(this.#sending).then(() => {
      if (this.#failure === undefined) this.#resolve();
      else this.#reject(this.#failure);
    });
  }

  /** Ends the chat at once. */
  end(reason: unknown): void {
    this.#reject(reason);
  }

  /** Aborts what is being sent. */
  close(): void {
    this.#stop.abort();
  }

  #failed(error: unknown, isStopped: boolean): void {
    if (this.#signal.aborted) return;
    this.answered();
    this.#failure = error;
    const what = Reflect.get(Object(error), 'outcome') === 'unknown' ? 'it may have been sent' : 'not sent';
    // Without a connection, the status line says the rest.
    const { message, hint } =
      error instanceof ConnectionError
        ? { message: 'the platform cannot be reached', hint: undefined }
        : describe(error);
    this.#onFailure(
      isStopped ? what : `${what}: ${message}${hint ? `\n  ${hint}` : ''}\n  Press Up to edit it.`,
    );
  }
}
