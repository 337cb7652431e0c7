/** A piece of work that telemetry can follow: a call, an attempt, a message, a tool call. */
export interface Activity {
  /** The kind of work. The diagnostics channels of Node are named after it: `mitosis:call:start`. */
  readonly type: string;
}

/**
 * Follows the work of all clients and agents of a process. `@mitosislabs/otel` is one, for OpenTelemetry.
 *
 * @example
 * ```ts
 * import { setTelemetry, type Telemetry } from '@mitosislabs/transport/telemetry';
 *
 * const timed: Telemetry = {
 *   async run(activity, work) {
 *     const started = performance.now();
 *     try {
 *       return await work();
 *     } finally {
 *       console.log(activity.type, performance.now() - started);
 *     }
 *   },
 * };
 * setTelemetry(timed);
 * ```
 */
export interface Telemetry {
  /**
   * Runs around a piece of work. It must call `work` once, and return or throw what `work` does. It may set those fields
   * of the activity that are not read-only before it calls `work`.
   *
   * @param activity - The work.
   * @param work - Does it. For an attempt, it resolves to the {@link WireResponse}.
   */
  run<T>(activity: Activity, work: () => Promise<T>): Promise<T>;
}

/** A command of a program, such as `mi chat`: the root of what it does. */
export interface CommandActivity extends Activity {
  /** The kind of work. */
  readonly type: 'command';
  /** The name: `mi chat`. */
  readonly name: string;
  /** The trace that it belongs to (W3C `traceparent`), as other programs say in the variable `TRACEPARENT`. */
  readonly traceparent: string | undefined;
}

/** A call of a client, with all its attempts. Each connection of a stream of events is a call of its own. */
export interface CallActivity extends Activity {
  /** The kind of work. */
  readonly type: 'call';
  /** The operation's name, such as `tasks.create`; `undefined` for other requests. */
  readonly operation: string | undefined;
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The requested URL, without its query and without credentials. */
  readonly url: string;
  /**
   * The result of the work: the `whole` response, its head with a `body` that the caller reads, or its head with a body
   * of `events`.
   */
  readonly resolvesTo: 'whole' | 'body' | 'events';
}

/** One HTTP request of a call: an attempt, a redirect that is followed, or a repetition by the server's clock. */
export interface AttemptActivity extends Activity {
  /** The kind of work. */
  readonly type: 'attempt';
  /** The call; `undefined` if it began before the telemetry was set. */
  readonly call: CallActivity | undefined;
  /** The number of the attempt: 1 for the first. */
  readonly number: number;
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The requested URL, without its query and without credentials. */
  readonly url: string;
  /** The `traceparent` header to send (W3C Trace Context). It goes to the platform only. Default: none. */
  traceparent?: string | undefined;
}

/**
 * A message of the diagnostics channels of Node. For each type of activity there are `mitosis:<type>:start`,
 * `mitosis:<type>:error` if the work fails, and `mitosis:<type>:end`: `mitosis:call:start`. They are published only while one
 * of the three has subscribers. The same object goes to all three.
 *
 * @example
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel';
 * import type { ActivityMessage, CallActivity } from '@mitosislabs/transport/telemetry';
 *
 * subscribe('mitosis:call:end', (message) => {
 *   const { activity, error, durationMs } = message as ActivityMessage<CallActivity>;
 *   console.log(activity.operation, durationMs, error === undefined ? 'done' : 'failed');
 * });
 * ```
 */
export interface ActivityMessage<A extends Activity = Activity> {
  /** The work. */
  readonly activity: A;
  /** The error that the work ended with, if it did. */
  error?: unknown;
  /** How long the work took, in ms; set when it has ended. For a body that the caller reads: until its head. */
  durationMs?: number;
}

/** The place of the telemetry: one for all copies of this package in a process. */
export const TELEMETRY = Symbol.for('@mitosislabs/telemetry');

/**
 * Sets the telemetry of this process, in place of an earlier one. It follows work that begins from now on.
 *
 * @param telemetry - The telemetry; `undefined` removes it.
 *
 * @example
 * ```ts
 * import { setTelemetry } from '@mitosislabs/transport/telemetry';
 *
 * setTelemetry(undefined);
 * ```
 */
export function setTelemetry(telemetry: Telemetry | undefined): void {
  Reflect.set(globalThis, TELEMETRY, telemetry);
}

/**
 * Returns the telemetry of this process; `undefined` if none was set.
 *
 * @example
 * ```ts
 * import { getTelemetry } from '@mitosislabs/transport/telemetry';
 *
 * console.log(getTelemetry() === undefined ? 'not followed' : 'followed');
 * ```
 */
export function getTelemetry(): Telemetry | undefined {
  return Reflect.get(globalThis, TELEMETRY);
}
