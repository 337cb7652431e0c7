import { MitosisError } from '@mitosislabs/auth/errors';
import { redact, redactHeaders } from '../redact/redact.ts';
import { redactCause } from '../redact/redactCause.ts';

/** The page has a section for each class. */
const DOCS = 'https://github.com/mitosislabs/sdk/blob/main/docs/errors.md';

/** The fields of `toJSON()`. */
const SHOWN = [
  'name',
  'message',
  'status',
  'code',
  'method',
  'url',
  'requestId',
  'retryAfterMs',
  'retryable',
  'outcome',
  'lookup',
  'hint',
  'docsUrl',
] as const;

/**
 * The outcome of a request:
 * - `not_sent`: the server never saw it. It is safe to send it again.
 * - `rejected`: the server responded that it did not process it.
 * - `unknown`: it may have been processed. Check before you send it again.
 */
export type Outcome = 'not_sent' | 'rejected' | 'unknown';

/** Details of a failed request. */
export interface OS1ErrorDetails {
  /** The HTTP method. */
  method?: string | undefined;
  /** The URL without its query and without credentials. */
  url?: string | undefined;
  /** `X-Request-Id` of the response: quote it when you ask for help. */
  requestId?: string | undefined;
  /** The response's headers, names in lower case, without cookies. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** How long the server asks to wait, in ms (`Retry-After`). */
  retryAfterMs?: number | undefined;
  /** Whether the same request may succeed later. */
  retryable?: boolean | undefined;
  /** The outcome of the request. */
  outcome?: Outcome | undefined;
  /** The next step, as a sentence. */
  hint?: string | undefined;
  /** The read that shows whether the request was processed. */
  lookup?: string | undefined;
  /** The original error. */
  cause?: unknown;
  /** Texts to redact, such as the header that authenticated the request. */
  secrets?: readonly string[] | undefined;
}

/**
 * A request that failed: every response other than 2xx, and every request without a response. Subclasses say which:
 * {@link NotFoundError}, {@link InsufficientCreditsError}, {@link ConnectionError}, ….
 *
 * Keys, tokens and signatures are redacted from all that the server sent.
 *
 * @example
 * ```ts
 * import { OS1Error, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices/nowhere');
 * } catch (error) {
 *   if (error instanceof OS1Error) console.error(error.status, error.code, error.requestId);
 * }
 * ```
 */
export class OS1Error extends MitosisError {
  static override readonly errorName: string = 'OS1Error';

  /** The HTTP status; 0 without a response. */
  readonly status: number;
  /** The HTTP method. */
  readonly method: string | undefined;
  /** The URL without its query and without credentials. */
  readonly url: string | undefined;
  /** `X-Request-Id` of the response. */
  readonly requestId: string | undefined;
  /** The response's headers, names in lower case, without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long the server asks to wait, in ms. */
  readonly retryAfterMs: number | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** The outcome of the request. */
  readonly outcome: Outcome;
  /**
   * The read that shows whether it was done, such as `tasks.list`. Set for a request that changes something and whose
   * `outcome` is `unknown`.
   */
  readonly lookup: string | undefined;
  /** The page that explains the error. */
  readonly docsUrl: string;

  /**
   * @param status - The HTTP status; 0 without a response.
   * @param message - The event and its subject.
   * @param code - The server's code, or a stable one of the SDK's own.
   * @param details - Further details.
   */
  constructor(status: number, message: string, code?: string, details: OS1ErrorDetails = {}) {
    const { secrets, headers = {} } = details;
    const clean = (text: string): string => redact(text, secrets);
    super(clean(message), {
      code: clean(code ?? `http_${status}`),
      hint: details.hint,
      cause: redactCause(details.cause, secrets),
    });
    this.status = status;
    this.method = details.method;
    this.url = details.url && clean(details.url);
    this.requestId = details.requestId && clean(details.requestId);
    this.headers = redactHeaders(headers, secrets);
    this.retryAfterMs = details.retryAfterMs;
    this.retryable = details.retryable ?? false;
    this.outcome = details.outcome ?? 'rejected';
    this.lookup = details.lookup;
    this.docsUrl = `${DOCS}#${this.name.toLowerCase()}`;
  }

  /** Returns the error as plain data that is safe to log: no headers, no credentials. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(SHOWN.map((field) => [field, this[field]]));
  }
}
