import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** The longest timer: longer ones fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Throws unless the value is a text that is not empty. */
export function assertText(argument: string, value: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new InvalidArgumentError(argument, 'must be text, and not empty');
}

/** Throws unless the value is a valid time to wait. */
export function assertDuration(argument: string, ms: number, least: number): void {
  if (typeof ms === 'number' && ms >= least && ms <= LONGEST_TIMER_MS) return;
  throw new InvalidArgumentError(argument, `must be a number of ms, from ${least} to ${LONGEST_TIMER_MS}`);
}

/** Throws unless the value is a valid count. */
export function assertCount(argument: string, count: number): void {
  if (Number.isSafeInteger(count) && count > 0) return;
  throw new InvalidArgumentError(argument, 'must be a whole number, 1 or more');
}
