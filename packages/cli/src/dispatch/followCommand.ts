import type { Instrumentation } from '@mitosislabs/otel';
import {
  type CommandActivity,
  getTelemetry,
  setTelemetry,
  type Telemetry,
  withTelemetry,
} from '@mitosislabs/transport/telemetry';

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
/** How long exporting may take at the end, in ms. */
const FLUSH_MS = 2_000;

/**
 * Runs a command in the trace that `TRACEPARENT` names. With an SDK of OpenTelemetry that was loaded before `mi`, and
 * `@mitosislabs/otel` beside `mi`, the command is a span; without them, its requests and messages carry the trace on.
 *
 * @param name - The command: `chat`.
 * @param found - The value of the variable, and whether an SDK was loaded.
 * @param work - Runs the command.
 */
export async function followCommand<T>(
  name: string,
  { traceparent, hasOpenTelemetry }: { traceparent: string | undefined; hasOpenTelemetry: boolean },
  work: () => Promise<T>,
): Promise<T> {
  const before = getTelemetry();
  const parent = traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : undefined;
  const instrumentation = hasOpenTelemetry ? await instrument() : undefined;
  if (!instrumentation && parent !== undefined) setTelemetry(carry(parent));
  const describe = (): CommandActivity => ({ type: 'command', name: `mi ${name}`, traceparent: parent });
  try {
    return await withTelemetry('command', describe, work);
  } finally {
    setTelemetry(before);
    await within(FLUSH_MS, instrumentation?.flush());
  }
}

/** Gives the trace context of another process to requests and messages. */
function carry(traceparent: string): Telemetry {
  return {
    run(activity, work) {
      if (activity.type === 'attempt' || activity.type === 'send') {
        Reflect.set(activity, 'traceparent', traceparent);
      }
      return work();
    },
  };
}

/** Follows this process; `undefined` without an SDK, and without the optional package. */
async function instrument(): Promise<Instrumentation | undefined> {
  try {
    const otel = await import('@mitosislabs/otel');
    return await otel.instrument();
  } catch {
    return undefined;
  }
}

async function within(ms: number, work: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
