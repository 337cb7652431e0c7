import { LogFollower } from './LogFollower.ts';
import { sleep } from './poll.ts';

/** How to follow an agent's log. */
export interface FollowLogsOptions {
  /** How many lines of what is there already to begin with. Default: 10. */
  tail?: number | undefined;
  /** How long to wait between two looks, in ms. Default: 1,000. */
  pollIntervalMs?: number | undefined;
  /** Ends the following; the loop rejects with an `AbortedError`. */
  signal?: AbortSignal | undefined;
}

/** The lines of a log as they come: none twice, none left out. */
export async function* followLogs(
  fetchTail: (tail: number) => Promise<string>,
  options: FollowLogsOptions = {},
): AsyncGenerator<string, void, undefined> {
  const { tail = 10, pollIntervalMs = 1_000, signal } = options;
  const follower = new LogFollower();
  let ask = follower.tail;
  for (let isFirst = true; ; ) {
    const lines = follower.take(await fetchTail(ask), ask);
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
