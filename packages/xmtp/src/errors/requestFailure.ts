/** The statuses for a route that is not served, and for a resource that does not exist. */
const MISSING: readonly unknown[] = [404, 405, 501];

/**
 * Whether a request failed because the server has no such route, conversation or agent.
 *
 * @param error - The error of the request.
 *
 * @example
 * ```ts
 * import { isMissing } from '@mitosislabs/xmtp/feed';
 *
 * console.log(isMissing({ status: 404 })); // true
 * ```
 */
export function isMissing(error: unknown): boolean {
  return MISSING.includes(field(error, 'status'));
}

/** Whether the response was more than the client accepts. */
export function isTooLarge(error: unknown): boolean {
  return field(error, 'code') === 'response_too_large';
}

/**
 * Whether the same request may succeed later.
 *
 * @param error - What the request rejected with.
 *
 * @example
 * ```ts
 * import { isRetryable } from '@mitosislabs/xmtp/feed';
 *
 * console.log(isRetryable({ retryable: true })); // true: errors are known by their fields
 * ```
 */
export function isRetryable(error: unknown): boolean {
  return field(error, 'retryable') === true;
}

/** Whether the server responded that it is unavailable: 503. */
export function isUnavailable(error: unknown): boolean {
  return field(error, 'status') === 503;
}

/**
 * Whether it is unknown if the server carried out the request.
 *
 * @param error - The error of the request.
 *
 * @example
 * ```ts
 * import { isOutcomeUnknown } from '@mitosislabs/xmtp/feed';
 *
 * console.log(isOutcomeUnknown({ outcome: 'unknown' })); // true
 * ```
 */
export function isOutcomeUnknown(error: unknown): boolean {
  return field(error, 'outcome') === 'unknown';
}

// Errors are recognized by their fields, so that any compatible client works.
function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
