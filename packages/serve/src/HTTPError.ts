import { MitosisError } from '@mitosislabs/auth/errors';

/** The parts of an error response. */
interface HTTPErrorOptions {
  readonly type?: string | undefined;
  readonly code: string;
  readonly param?: string | undefined;
  /** Whether a client should send the same request again. Default: not said. */
  readonly retry?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An error as a response, in OpenAI's shape. */
export class HTTPError extends Error {
  readonly status: number;
  readonly #options: HTTPErrorOptions;

  constructor(status: number, message: string, options: HTTPErrorOptions) {
    super(message);
    this.status = status;
    this.#options = options;
  }

  /** The body of the response. */
  get body(): { error: { message: string; type: string; param: string | null; code: string } } {
    const { type, code, param } = this.#options;
    const byStatus = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    return { error: { message: this.message, type: type ?? byStatus, param: param ?? null, code } };
  }

  toResponse(): Response {
    const { retry, headers } = this.#options;
    return new Response(JSON.stringify(this.body), {
      status: this.status,
      headers: {
        'Content-Type': 'application/json',
        // OpenAI's clients repeat 5xx by themselves: that would ask the agent twice.
        ...(retry !== undefined && { 'X-Should-Retry': String(retry) }),
        ...headers,
      },
    });
  }
}

/** Returns the response for an error of the platform or of a session. */
export function httpError(error: unknown): HTTPError {
  if (error instanceof HTTPError) return error;
  if (!(error instanceof MitosisError)) {
    // A bug: its message may hold anything.
    return new HTTPError(500, 'The server failed.', { code: 'internal_error', retry: false });
  }
  const { status, outcome, retryable, retryAfterMs } = fieldsOf(error);
  const message = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  const { code } = error;
  if (code === 'answer_timeout') return new HTTPError(504, message, { code, retry: false });
  if (code === 'aborted') return new HTTPError(499, message, { code: 'client_closed_request', retry: false });
  const retry = retryable === true && (outcome === 'not_sent' || outcome === 'rejected');
  if (status === 402)
    return new HTTPError(402, message, { code: 'insufficient_quota', type: 'insufficient_quota', retry });
  if (status === 429) {
    const seconds =
      typeof retryAfterMs === 'number' ? { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) } : {};
    return new HTTPError(429, message, {
      code: 'rate_limit_exceeded',
      type: 'rate_limit_error',
      retry,
      headers: seconds,
    });
  }
  // The client's key is right: it is the server's own account that was refused.
  return new HTTPError(502, message, { code, type: 'server_error', retry });
}

function fieldsOf(error: object): Record<'status' | 'outcome' | 'retryable' | 'retryAfterMs', unknown> {
  const field = (name: string): unknown => Reflect.get(error, name);
  return {
    status: field('status'),
    outcome: field('outcome'),
    retryable: field('retryable'),
    retryAfterMs: field('retryAfterMs'),
  };
}

/** The message of an error, for the log. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Escapes control characters, which could drive the terminal that shows a log. */
export function oneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
