import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * Why a session could not do what it was asked:
 * - `session_closed`: it is closed, or was closed meanwhile.
 * - `other_request`: it was opened in another request of the same Worker. Requests cannot share sessions.
 * - `aborted`: the caller's `AbortSignal` fired; `cause` is the signal's reason.
 * - `inbox_busy`: another process, or another loop, reads the inbox of that consumer.
 * - `inbox_lost`: another process has taken the inbox over, as this one gave no sign of life for long.
 * - `inbox_broken`: the file that keeps the position cannot be read or written.
 * - `handler_timeout`: what handles the messages of an inbox took longer than it may.
 */
export type SessionErrorCode =
  | 'session_closed'
  | 'other_request'
  | 'aborted'
  | 'inbox_busy'
  | 'inbox_lost'
  | 'inbox_broken'
  | 'handler_timeout';

/**
 * A session could not do what it was asked, for a reason of its own. Failed requests are `OS1Error`s.
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
   * @param code - Why, as one of a few stable words.
   * @param message - What happened, and to what.
   * @param options - What to do next, and the error underneath.
   */
  constructor(code: SessionErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { code, ...options });
  }
}
