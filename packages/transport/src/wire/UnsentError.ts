/**
 * A failure of a wire before the request left, such as a proxy that refuses to connect. The wire knows the reason, so it
 * writes the message and the hint; the call's error takes them over, with the outcome `not_sent`.
 */
export class UnsentError extends Error {
  /** The code of the call's error. */
  readonly code: string;
  /** The next step, as a sentence. */
  readonly hint: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;

  constructor(
    message: string,
    details: { code: string; hint: string; retryable?: boolean | undefined; cause?: unknown },
  ) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
  }
}
