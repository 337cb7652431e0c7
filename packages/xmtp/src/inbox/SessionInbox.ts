import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { OptionNames } from '@mitosislabs/auth/errors';
import { signalOnly } from '../async/abort.ts';

declare global {
  // For compilers whose library does not know `await using`: the same declaration as in `lib.esnext.disposable.d.ts`.
  interface SymbolConstructor {
    /** The key of the method that releases an object at the end of an `await using` block. */
    readonly asyncDispose: unique symbol;
  }
}

/** The consumer of an inbox, and where its position is stored. */
export interface InboxOptions {
  /** The consumer's name: each has a position of its own. One process at a time reads the inbox of a consumer. */
  consumer: string;
  /**
   * The folder that keeps the position. Default: `sessions` in the keystore's folder, which is `~/.os1`, or the one that
   * `MITOSIS_HOME` names.
   */
  folder?: string | undefined;
  /** How long to wait for another process that has the inbox open, in ms. One that was killed costs no more than 10 s. Default: 15,000. */
  waitMs?: number | undefined;
  /** Stops waiting. */
  signal?: AbortSignal | undefined;
}

/** The second argument of a handler. */
export interface HandlerContext {
  /**
   * Fires when the handler must end: its time is over (the reason is a {@link SessionError}
   * `handler_timeout`), the inbox or the session was closed, or the `signal` of `run` fired. Pass it to
   * `fetch` and the like. A handler that stops early must throw: if it returns, the message counts as
   * handled.
   */
  readonly signal: AbortSignal;
}

/**
 * Handles a message. If it throws, the loop ends and the message comes again; see {@link InboxRunOptions}.
 */
export type MessageHandler = (message: XMTPMessage, context: HandlerContext) => void | Promise<void>;

/** Options of {@link SessionInbox.run}. */
export interface InboxRunOptions {
  /** Ends the loop with an error, after the handler has finished with the current message. */
  signal?: AbortSignal | undefined;
  /**
   * How long the handler may take with one message, each time, and `onDeadLetter` too, in ms. Then its
   * `signal` fires, and it has failed with a {@link SessionError} `handler_timeout`. A handler that ignores
   * the signal may still run while the message is tried again. Default: no limit.
   */
  handlerTimeoutMs?: number | undefined;
  /**
   * Called with a message for which the handler has thrown `maxAttempts` times, and the last error. When it
   * returns, the message counts as handled, and the next one comes. If it throws, the loop ends and the
   * message comes again. Default: none; the first error of the handler ends the loop.
   */
  onDeadLetter?:
    | ((message: XMTPMessage, error: unknown, context: HandlerContext) => void | Promise<void>)
    | undefined;
  /**
   * How often the handler is tried with one message, if there is an `onDeadLetter`. The first retry comes
   * after 100 ms; the delay doubles each time, up to 10 s. A restart resets the count. Default: 3.
   */
  maxAttempts?: number | undefined;
}

/**
 * The messages of an agent for one consumer, over restarts of the process: each at least once, in order. A
 * message counts as handled when the loop asks for the next one, or when the handler has returned. If its
 * handling was interrupted, it comes again with the same id.
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
   * @param handler - Handles one message.
   * @param options - A signal, a time limit, and how failed messages are treated.
   * @throws {@link SessionError} `inbox_lost`, `inbox_broken`, `inbox_busy` or `aborted`; `session_closed` when
   * it was closed before; `handler_timeout` when the handler, or `onDeadLetter` if there is one, takes too long.
   * @throws {@link OS1Error} for a failed request that a retry cannot fix.
   * @throws the error of the handler, or of `onDeadLetter` if there is one.
   */
  run(handler: MessageHandler, options?: InboxRunOptions): Promise<void>;
  /** Ends the loop, and releases the inbox for other processes. Never fails. */
  close(): Promise<void>;
  /** Closes the inbox at the end of an `await using` block, if the runtime supports such blocks. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** The names of {@link InboxOptions}. */
export const inboxOptions: OptionNames<InboxOptions> = {
  ...signalOnly,
  consumer: true,
  folder: true,
  waitMs: true,
};
/** The names of {@link InboxRunOptions}. */
export const inboxRunOptions: OptionNames<InboxRunOptions> = {
  ...signalOnly,
  handlerTimeoutMs: true,
  onDeadLetter: true,
  maxAttempts: true,
};
