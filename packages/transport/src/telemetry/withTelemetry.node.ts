import { channel } from 'node:diagnostics_channel';
import { type Activity, type ActivityMessage, TELEMETRY } from './Telemetry.ts';
import { withTelemetry as withRegistered } from './withTelemetry.ts';

/** The channels of one type of activities. */
interface Channels {
  readonly start: Channel;
  readonly error: Channel;
  readonly end: Channel;
}

type Channel = ReturnType<typeof channel>;

/** Kept: Node forgets a channel that nothing refers to. */
const known = new Map<string, Channels>();

/** As `withTelemetry` elsewhere, and publishes the work while a diagnostics channel of its type has subscribers. */
export function withTelemetry<A extends Activity, T>(
  type: A['type'],
  describe: () => A,
  work: (activity?: A) => Promise<T>,
): Promise<T> {
  if (!isFollowed(type)) return work();
  const channels = known.get(type) ?? open(type);
  const activity = describe();
  return publish(channels, activity, () =>
    withRegistered(
      type,
      () => activity,
      () => work(activity),
    ),
  );
}

/** As `isFollowed` elsewhere, and whether a diagnostics channel of the type has subscribers. */
export function isFollowed(type: string): boolean {
  const { start, error, end } = known.get(type) ?? open(type);
  const isPublished = start.hasSubscribers || error.hasSubscribers || end.hasSubscribers;
  return isPublished || Reflect.get(globalThis, TELEMETRY) !== undefined;
}

function open(type: string): Channels {
  const channels = {
    start: channel(`mitosis:${type}:start`),
    error: channel(`mitosis:${type}:error`),
    end: channel(`mitosis:${type}:end`),
  };
  known.set(type, channels);
  return channels;
}

async function publish<T>(
  { start, error, end }: Channels,
  activity: Activity,
  work: () => Promise<T>,
): Promise<T> {
  const message: ActivityMessage = { activity };
  const started = performance.now();
  try {
    // Also enters the stores that subscribers have bound to the channel. Node 18.18 and earlier have none.
    if (typeof start.runStores === 'function') return await start.runStores(message, work);
    start.publish(message);
    return await work();
  } catch (failure) {
    message.error = failure;
    error.publish(message);
    throw failure;
  } finally {
    message.durationMs = performance.now() - started;
    end.publish(message);
  }
}
