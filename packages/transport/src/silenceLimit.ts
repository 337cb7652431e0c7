import type { Call } from './Call.ts';

/** The limit where the call itself has none, in ms. */
const DEFAULT_MS = 10_000;
/** With less time there is none for a second attempt. In ms. */
const SHORTEST_MS = 5_000;

/**
 * How long an attempt may wait for its answer to begin where no `attemptTimeout` is set, in ms; 0: as long as the call. A
 * connection that was kept may be dead without a sign: the first attempt gets a third of the call's time, so that there is
 * time to send the request again. Only a request that changes nothing: any other would just be lost sooner.
 */
export function silenceLimit({ attempt, attemptTimeout, repeat, maxRetries, deadline }: Call): number {
  if (attemptTimeout !== undefined || repeat !== 'safe') return 0;
  if (attempt.number > 1 || maxRetries === 0) return 0;
  const part = deadline.limit === 0 ? DEFAULT_MS : Math.ceil(deadline.limit / 3);
  return part < SHORTEST_MS ? 0 : part;
}
