import { MitosisError } from '@mitosislabs/auth/errors';
import { redact } from '../redact/redact.ts';
import { redactCause } from '../redact/redactCause.ts';
import { redactHeaders } from '../redact/redactHeaders.ts';

/** Each class has a section there. */
const DOCS = 'https://github.com/mitosislabs/sdk/blob/main/docs/errors.md';

/** What `toJSON` tells. */
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
 * What became of the request:
 * - `not_sent`: the server never saw it. Sending it again is safe.
 * - `rejected`: the server answered that it did not do it.
 * - `unknown`: it may have been done; look before sending it again.
 */
export type Outcome = 'not_sent' | 'rejected' | 'unknown';

/** What is known about a failed request, beside its status and message. */
export interface OS1ErrorDetails {
  /** The HTTP method. */
  method?: string | undefined;
  /** The URL without its query and without credentials. */
  url?: string | undefined;
  /** `X-Request-Id` of the answer: quote it when you ask for help. */
  requestId?: string | undefined;
  /** The answer's headers, names in lower case, cookies left out. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** How long the server asks to wait, in ms (`Retry-After`). */
  retryAfterMs?: number | undefined;
  /** Whether the same request may succeed later. */
  retryable?: boolean | undefined;
  /** What became of the request. */
  outcome?: Outcome | undefined;
  /** What to do next. */
  hint?: string | undefined;
  /** The read that shows whether it was done. */
  lookup?: string | undefined;
  /** The error underneath. */
  cause?: unknown;
  /** Texts that must not stand in it, such as the header that authenticated the request: they are cut out. */
  secrets?: readonly string[] | undefined;
}

/**
 * A request that failed: every answer other than 2xx, and every request that got no answer. Subclasses say which:
 * {@link NotFoundError}, {@link InsufficientCreditsError}, {@link ConnectionError}, ….
 *
 * Keys, tokens and signatures are cut out of all that the server said before anybody sees it.
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

  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The HTTP method. */
  readonly method: string | undefined;
  /** The URL without its query and without credentials. */
  readonly url: string | undefined;
  /** `X-Request-Id` of the answer. */
  readonly requestId: string | undefined;
  /** The answer's headers, names in lower case, cookies left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long the server asks to wait, in ms. */
  readonly retryAfterMs: number | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** What became of the request. */
  readonly outcome: Outcome;
  /**
   * The read that shows whether it was done, such as `tasks.list`. Set for a request that changes something and whose
   * `outcome` is `unknown`.
   */
  readonly lookup: string | undefined;
  /** Where the error is explained. */
  readonly docsUrl: string;

  /**
   * @param status - The HTTP status; 0 when there was no answer.
   * @param message - What happened, and to what.
   * @param code - The server's code, or a stable one of the SDK's own.
   * @param details - What else is known.
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

  /** The error as plain data, safe to log: no headers, no credentials. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(SHOWN.map((field) => [field, this[field]]));
  }
}
