import type { Call } from '../core/Call.ts';

/** The limit if the call has none, in ms. */
const DEFAULT_MS = 10_000;
/** Shorter calls have no time for a second attempt. In ms. */
const SHORTEST_MS = 5_000;

/**
 * Returns how long an attempt without `attemptTimeout` may wait for its response to begin, in ms; 0: as long as the call. A
 * kept connection may be dead without notice: the first attempt gets a third of the call's time, so that there is
 * time for a retry. Applies to reads only: many other requests may not be retried.
 */
export function silenceLimit({ attempt, attemptTimeout, idempotency, maxRetries, deadline }: Call): number {
  if (attemptTimeout !== undefined || idempotency !== 'safe') return 0;
  if (attempt.number > 1 || maxRetries === 0) return 0;
  const part = deadline.limit === 0 ? DEFAULT_MS : Math.ceil(deadline.limit / 3);
  return part < SHORTEST_MS ? 0 : part;
}
