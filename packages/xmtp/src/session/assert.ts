import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** Longer timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Refuses what is no text, or empty. */
export function assertText(argument: string, value: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new InvalidArgumentError(argument, 'must be text, and not empty');
}

/** Refuses what is no time to wait. */
export function assertDuration(argument: string, ms: number, least: number): void {
  if (typeof ms === 'number' && ms >= least && ms <= LONGEST_TIMER_MS) return;
  throw new InvalidArgumentError(argument, `must be a number of ms, from ${least} to ${LONGEST_TIMER_MS}`);
}

/** Refuses a number that counts nothing. */
export function assertCount(argument: string, count: number): void {
  if (Number.isSafeInteger(count) && count > 0) return;
  throw new InvalidArgumentError(argument, 'must be a whole number, 1 or more');
}
