import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

/**
 * One answer of an agent, streamed: each piece as it comes, and the complete message at the end. A piece is empty when
 * only {@link Answer.step} has changed.
 *
 * @example
 * ```ts
 * import type { XMTPSession } from '@mitosislabs/xmtp';
 *
 * async function show(session: XMTPSession): Promise<void> {
 *   for await (const answer of session.answers()) {
 *     for await (const piece of answer) process.stdout.write(piece);
 *     console.log(await answer.message() ? '' : ' (not finished)');
 *   }
 * }
 * ```
 */
export interface Answer extends AsyncIterable<string> {
  /** The id of this answer. Equals the id of its message only if the answer was not streamed. */
  readonly id: string;
  /** The id of the message that it answers, if the agent sends it: only for streamed answers. */
  readonly inReplyTo: string | undefined;
  /** The text so far. */
  readonly text: string;
  /** The agent's current step, such as `reading report.md …`; `undefined` once more text has come. */
  readonly step: string | undefined;
  /** Whether it is complete or given up: no more pieces come. */
  readonly done: boolean;
  /**
   * Waits for the complete message. The pieces are the beginning of the message that the agent sends at the end.
   *
   * @returns the message; `undefined` when the answer was given up: the agent sent another message or fell silent, or
   * the loop over the answers was left. `text` keeps the part that came.
   * @throws the error of the loop over the answers.
   */
  message(): Promise<XMTPMessage | undefined>;
}
