import { sleep } from '@mitosislabs/auth/async';
import {
  assertDuration,
  assertOptions,
  InvalidArgumentError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { EmployeeLogs } from './activity.ts';
import { LogFollower } from './LogFollower.ts';

/** How to follow an agent's log. */
export interface FollowLogsOptions {
  /** How many lines of what is there already to begin with. Default: 10. */
  tail?: number | undefined;
  /** How long to wait between two looks, in ms. Default: 1,000. */
  pollIntervalMs?: number | undefined;
  /** Ends the following; the loop rejects with an `AbortedError`. */
  signal?: AbortSignal | undefined;
}

const followLogsOptions: OptionNames<FollowLogsOptions> = { tail: true, pollIntervalMs: true, signal: true };

/** The lines of a log as they come: none twice, none left out. */
export async function* followLogs(
  fetchTail: (
    tail: number,
    options: { signal: AbortSignal | undefined },
  ) => Promise<Pick<EmployeeLogs, 'logs'>>,
  options: FollowLogsOptions = {},
): AsyncGenerator<string, void, undefined> {
  assertOptions('options', options, followLogsOptions);
  const { tail = 10, pollIntervalMs = 1_000, signal } = options;
  if (!Number.isSafeInteger(tail) || tail < 0) {
    throw new InvalidArgumentError('tail', 'must be a whole number, 0 or more');
  }
  assertDuration('pollIntervalMs', pollIntervalMs, 0);
  const follower = new LogFollower();
  // One more than is wanted shows whether the log has more.
  let ask = Math.max(tail + 1, follower.tail);
  for (let isFirst = true; ; ) {
    const { logs } = await fetchTail(ask, { signal });
    const lines = follower.take(logs, ask);
    if (lines === undefined) {
      ask *= 2;
      continue;
    }
    yield* isFirst ? lines.slice(Math.max(0, lines.length - tail)) : lines;
    isFirst = false;
    ask = follower.tail;
    await sleep(pollIntervalMs, signal);
  }
}
