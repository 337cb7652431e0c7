import { sleep } from '@mitosislabs/auth/async';
import {
  assertDuration,
  assertOptions,
  InvalidArgumentError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { EmployeeLogs } from './activity.ts';
import { LogFollower } from './LogFollower.ts';

/** Options for following an agent's log. */
export interface FollowLogsOptions {
  /** The number of existing lines to begin with. Default: 10. */
  tail?: number | undefined;
  /** How long to wait between two polls, in ms. Default: 1,000. */
  pollIntervalMs?: number | undefined;
  /** Stops following; the loop rejects with an `AbortedError`. */
  signal?: AbortSignal | undefined;
}

const followLogsOptions: OptionNames<FollowLogsOptions> = { tail: true, pollIntervalMs: true, signal: true };

/** Yields the lines of a log as they come, without repeats or gaps. */
export async function* followLogs(
  fetchTail: (
    tail: number,
    options: { signal: AbortSignal | undefined },
  ) => Promise<Pick<EmployeeLogs, 'logs'>>,
  options: FollowLogsOptions = {},
): AsyncGenerator<string, void, undefined> {
  assertOptions('options', options, followLogsOptions);
  const { tail = 10, pollIntervalMs = 1_000, signal } = options;
  if (!(Number.isSafeInteger(tail) && tail >= 0)) {
    throw new InvalidArgumentError('tail', 'must be a whole number, 0 or more');
  }
  assertDuration('pollIntervalMs', pollIntervalMs, 0);
  const follower = new LogFollower();
  // One extra line shows whether the log has more.
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
