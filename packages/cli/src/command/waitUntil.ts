import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;

/**
 * Asks again and again, at growing intervals, until `done` says yes.
 *
 * @param ask - Asks once.
 * @param done - Whether that is the end of it.
 * @param options - `what` is waited for, for the message; `seconds` is the limit.
 * @throws {@link CliError} when the time is up.
 */
export async function waitUntil<T>(
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  { what, seconds, signal, hint }: { what: string; seconds: number; signal: AbortSignal; hint?: string },
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    if (done(answer)) return answer;
    const left = end - performance.now();
    if (left <= 0) {
      throw new CliError(`${what} took longer than ${seconds} s`, {
        code: 'timeout',
        exitCode: ExitCode.unreachable,
        hint: hint ?? 'It goes on nevertheless. Allow more time with --timeout <seconds>.',
      });
    }
    await sleep(Math.min(pause, left), undefined, { signal });
  }
}
