import { OS1Error } from './OS1Error.ts';

/**
 * The caller's `AbortSignal` ended the request. Its `status` is 0, its `code` is `aborted`.
 *
 * @example
 * ```ts
 * import { AbortedError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof AbortedError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class AbortedError extends OS1Error {
  static override readonly errorName: string = 'AbortedError';
}

/**
 * 401: no credentials, or none that the server accepts.
 *
 * @example
 * ```ts
 * import { AuthenticationError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof AuthenticationError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class AuthenticationError extends OS1Error {
  static override readonly errorName: string = 'AuthenticationError';
}

/**
 * 409: the name is taken.
 *
 * @example
 * ```ts
 * import { ConflictError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof ConflictError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class ConflictError extends OS1Error {
  static override readonly errorName: string = 'ConflictError';
}

/**
 * No response: the server is down, the name is unknown, or the connection broke. Its `status` is 0.
 *
 * @example
 * ```ts
 * import { ConnectionError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof ConnectionError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class ConnectionError extends OS1Error {
  static override readonly errorName: string = 'ConnectionError';
}

/**
 * 402: the office is out of credits. Hiring, tasks and messages to agents wait until some are added.
 *
 * @example
 * ```ts
 * import { InsufficientCreditsError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof InsufficientCreditsError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class InsufficientCreditsError extends OS1Error {
  static override readonly errorName: string = 'InsufficientCreditsError';
}

/**
 * 404: the office, agent, task or file does not exist.
 *
 * @example
 * ```ts
 * import { NotFoundError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof NotFoundError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class NotFoundError extends OS1Error {
  static override readonly errorName: string = 'NotFoundError';
}

/**
 * 403: the caller is known, but may not do this, for example in another user's office.
 *
 * @example
 * ```ts
 * import { PermissionDeniedError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof PermissionDeniedError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class PermissionDeniedError extends OS1Error {
  static override readonly errorName: string = 'PermissionDeniedError';
}

/**
 * 429: too many requests; `retryAfterMs` says how long to wait. Hiring is capped at 3 in 10 minutes per office.
 *
 * @example
 * ```ts
 * import { RateLimitError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof RateLimitError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class RateLimitError extends OS1Error {
  static override readonly errorName: string = 'RateLimitError';
}

/**
 * 5xx: the server failed. For anything but a read, the outcome is unknown.
 *
 * @example
 * ```ts
 * import { ServerError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof ServerError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class ServerError extends OS1Error {
  static override readonly errorName: string = 'ServerError';
}

/**
 * No response within the time limit. Its `status` is 0, its `code` is `timeout`.
 *
 * @example
 * ```ts
 * import { TimeoutError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof TimeoutError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class TimeoutError extends OS1Error {
  static override readonly errorName: string = 'TimeoutError';
}

/**
 * A response that the operation does not have: a web page in place of JSON, or a redirect to another origin.
 *
 * @example
 * ```ts
 * import { UnexpectedResponseError, Transport } from '@mitosislabs/transport';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * try {
 *   await transport.request('GET', '/api/v1/offices');
 * } catch (error) {
 *   if (error instanceof UnexpectedResponseError) console.error(error.message, error.hint);
 * }
 * ```
 */
export class UnexpectedResponseError extends OS1Error {
  static override readonly errorName: string = 'UnexpectedResponseError';
}
