import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

declare global {
  // For compilers whose library does not know `await using`: the same words as in `lib.esnext.disposable.d.ts`.
  interface SymbolConstructor {
    /** The key of the method that releases an object at the end of an `await using` block. */
    readonly asyncDispose: unique symbol;
  }
}

/** Whose inbox it is, and where it keeps how far it has come. */
export interface InboxOptions {
  /** The consumer's name: each has a position of its own. One process at a time reads the inbox of one. */
  consumer: string;
  /**
   * The folder that keeps the position. Default: `sessions` in the keystore's folder, which is `~/.os1`, or the one that
   * `MITOSIS_HOME` names.
   */
  folder?: string | undefined;
  /** How long to wait for another process that has the inbox open, in ms. One that was killed costs no more than 10 s. Default: 15,000. */
  waitMs?: number | undefined;
  /** Ends the waiting. */
  signal?: AbortSignal | undefined;
}

/** What a handler gets beside the message. */
export interface HandlerContext {
  /**
   * Fires when the handler is to come to an end: its time is over (the reason is a {@link SessionError}
   * `handler_timeout`), the inbox or the session was closed, or the `signal` of `run` fired. Made for `fetch` and the like:
   * whoever gives up then throws, as a handler that returns has handled the message.
   */
  readonly signal: AbortSignal;
}

/** What is done with a message. What it throws ends the loop, and the message comes again; see {@link InboxRunOptions}. */
export type MessageHandler = (message: XMTPMessage, context: HandlerContext) => void | Promise<void>;

/** How the messages of an inbox are handled. */
export interface InboxRunOptions {
  /** Ends it with an error, when the handler is done with the message in hand. */
  signal?: AbortSignal | undefined;
  /**
   * How long the handler may take with one message, each time, and `onDeadLetter` too, in ms. Then its `signal` fires, and
   * it has failed with a {@link SessionError} `handler_timeout`, whatever becomes of it: one that does not heed the signal
   * may still be at work while the message is tried again. Default: as long as it likes.
   */
  handlerTimeoutMs?: number | undefined;
  /**
   * Gets a message that the handler has thrown for, `maxAttempts` times, and the last error. When it has returned, the
   * message counts as handled, and the next one comes; what it throws ends the loop, and the message comes again. Default:
   * none, and the first error of the handler ends the loop.
   */
  onDeadLetter?:
    | ((message: XMTPMessage, error: unknown, context: HandlerContext) => void | Promise<void>)
    | undefined;
  /**
   * How often the handler is tried with one message, where there is an `onDeadLetter`; after 100 ms, then twice as long
   * each time. They are counted anew after a restart. Default: 3.
   */
  maxAttempts?: number | undefined;
}

/**
 * The messages of an agent for one consumer, over restarts of the process: each at least once, in order. A message counts
 * as handled when the next one is asked for, or when the handler has returned; one whose handling was interrupted comes
 * again, with the same id.
 *
 * @example
 * ```ts
 * import type { XMTPSession } from '@mitosislabs/xmtp';
 *
 * async function work(session: XMTPSession): Promise<void> {
 *   const inbox = await session.inbox({ consumer: 'archive' });
 *   await inbox.run((message) => console.log(message.id, message.content));
 * }
 * ```
 */
export interface SessionInbox extends AsyncIterable<XMTPMessage> {
  /**
   * Hands each message to a function, until the inbox or the session is closed.
   *
   * @param handler - What is done with it.
   * @param options - What ends it, and what becomes of messages that cannot be handled.
   * @throws {@link SessionError} `inbox_lost`, `inbox_broken`, `inbox_busy` or `aborted`, or `session_closed` when it was
   * closed before; {@link OS1Error} when asking the server again is of no use; and what the handler throws, or `onDeadLetter`, where there is one: `handler_timeout` when
   * that takes too long.
   */
  run(handler: MessageHandler, options?: InboxRunOptions): Promise<void>;
  /** Ends the loop, and lets others have the inbox. Never fails. */
  close(): Promise<void>;
  /** Releases the inbox at the end of an `await using` block: closes it. Where the runtime knows such blocks. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
