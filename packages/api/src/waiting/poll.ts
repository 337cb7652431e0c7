import { backOff, sleep } from '@mitosislabs/auth/async';
import { assertOptions, InvalidArgumentError, type OptionNames } from '@mitosislabs/auth/errors';
import { WaitTimeoutError } from './WaitTimeoutError.ts';

/** Options for waiting. */
export interface WaitOptions {
  /** How long to wait at the most, in ms; 0 waits for ever. Default: 120,000. */
  timeoutMs?: number | undefined;
  /** Stops waiting; the call rejects with an `AbortedError`. */
  signal?: AbortSignal | undefined;
}

const waitOptions: OptionNames<WaitOptions> = { timeoutMs: true, signal: true };
const DEFAULT_TIMEOUT_MS = 120_000;
/** The delays between polls. In ms. */
const DELAYS = { first: 100, most: 2_000, jitter: 0 };
const LONGEST_ASK_MS = 30_000;

/**
 * Polls with growing delays until there is a result.
 *
 * @param what - The awaited state, to follow "Gave up waiting": `for agent aria to be ready`.
 * @param ask - Polls once; `undefined` means not yet. It gets the signal and a time limit; a timeout means not yet.
 */
export async function poll<T>(
  what: string,
  ask: (options: { signal: AbortSignal | undefined; timeout: number }) => Promise<T | undefined>,
  options: WaitOptions = {},
): Promise<T> {
  assertOptions('options', options, waitOptions);
  const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0)) {
    throw new InvalidArgumentError('timeoutMs', 'must be 0 or more ms');
  }
  const end = performance.now() + (timeoutMs || Number.POSITIVE_INFINITY);
  for (let polls = 1; ; polls++) {
    const left = end - performance.now();
    if (left <= 0) throw new WaitTimeoutError(what, timeoutMs);
    const answer = await ask({ signal, timeout: Math.min(left, LONGEST_ASK_MS) }).catch((error: Error) => {
      // Compared by name, not by class, so that waiting does not import the transport.
      if (error.name !== 'TimeoutError') throw error;
      return undefined;
    });
    if (answer !== undefined) return answer;
    await sleep(Math.min(backOff(polls, DELAYS), end - performance.now()), signal);
  }
}
