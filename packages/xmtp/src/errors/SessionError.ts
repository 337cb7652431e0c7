import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * The reasons why a call of a session fails:
 * - `session_closed`: the session is closed, or was closed during the call.
 * - `other_request`: the session was opened in another request of the same Worker. Requests cannot share
 *   sessions.
 * - `aborted`: the caller's `AbortSignal` fired; `cause` is the signal's reason.
 * - `inbox_busy`: another process, or another loop, reads the inbox of that consumer.
 * - `inbox_lost`: another process has taken the inbox over, because this one gave no sign of life for 10 s.
 * - `inbox_broken`: the file that keeps the position cannot be read or written.
 * - `handler_timeout`: the handler of an inbox exceeded its time limit.
 * - `answer_timeout`: the agent did not answer a question in time.
 * - `answer_lost`: a question was sent, and its answer cannot be read; `cause` is the failed request.
 */
export type SessionErrorCode =
  | 'session_closed'
  | 'other_request'
  | 'aborted'
  | 'inbox_busy'
  | 'inbox_lost'
  | 'inbox_broken'
  | 'handler_timeout'
  | 'answer_timeout'
  | 'answer_lost';

/**
 * A call of a session failed for a reason other than a failed request. Failed requests are `OS1Error`s.
 *
 * @example
 * ```ts
 * import { SessionError, type XMTPSession } from '@mitosislabs/xmtp';
 *
 * async function say(session: XMTPSession, text: string): Promise<boolean> {
 *   try {
 *     await session.send(text);
 *     return true;
 *   } catch (error) {
 *     if (error instanceof SessionError && error.code === 'session_closed') return false;
 *     throw error;
 *   }
 * }
 * ```
 */
export class SessionError extends MitosisError {
  static override readonly errorName: string = 'SessionError';

  declare readonly code: SessionErrorCode;

  /**
   * @param code - The reason: one of a few stable words.
   * @param message - The message.
   * @param options - The hint, and the cause.
   */
  constructor(code: SessionErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { code, ...options });
  }
}
