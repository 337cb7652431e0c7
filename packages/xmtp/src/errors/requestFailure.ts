/** The statuses for a route that is not served, and for a resource that does not exist. */
const MISSING: readonly unknown[] = [404, 405, 501];
/** A server that asks for more than this is asked again anyway. In ms. */
const LONGEST_WAIT_MS = 60_000;

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

/** Whether the server answered that it is unavailable: 503. */
export function isUnavailable(error: unknown): boolean {
  return field(error, 'status') === 503;
}

/** Whether it is unknown if the server carried out the request. */
export function isOutcomeUnknown(error: unknown): boolean {
  return field(error, 'outcome') === 'unknown';
}

/**
 * How long to wait before the next attempt, in ms: doubled each time, less up to a quarter, or what the server asks.
 *
 * @param error - What the last attempt rejected with.
 * @param failures - How many failed before it.
 * @param first - The first delay, in ms.
 * @param most - The longest, in ms.
 *
 * @example
 * ```ts
 * import { retryDelay } from '@mitosislabs/xmtp/feed';
 *
 * console.log(retryDelay(new Error('down'), 3, 500, 8_000)); // 3,000 to 4,000
 * ```
 */
export function retryDelay(error: unknown, failures: number, first: number, most: number): number {
  const asked = field(error, 'retryAfterMs');
  if (typeof asked === 'number') return Math.max(first, Math.min(asked, LONGEST_WAIT_MS));
  return Math.min(first * 2 ** failures, Math.max(first, most)) * (1 - Math.random() / 4);
}

// Errors are known by their fields, so that any client of the same shape will do.
function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
