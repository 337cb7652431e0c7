import { type Activity, getTelemetry } from './Telemetry.ts';

/**
 * Does a piece of work under the telemetry of this process, if there is one. On Node it also publishes the work to
 * diagnostics channels; there `withTelemetry.node.ts` takes this file's place (see `imports` in package.json).
 *
 * @param _type - The type of the activity.
 * @param describe - Creates the activity. Called only if something follows it.
 * @param work - Does the work. Its argument is the activity; `undefined` if nothing follows it.
 *
 * @example
 * ```ts
 * import { withTelemetry } from '@mitosislabs/transport/telemetry';
 *
 * await withTelemetry('upload', () => ({ type: 'upload', file: 'report.md' }), async () => console.log('uploading'));
 * ```
 */
export function withTelemetry<A extends Activity, T>(
  _type: A['type'],
  describe: () => A,
  work: (activity?: A) => Promise<T>,
): Promise<T> {
  const telemetry = getTelemetry();
  if (!telemetry) return work();
  const activity = describe();
  return telemetry.run(activity, () => work(activity));
}

/** Whether telemetry follows work of this type now. */
export function isFollowed(_type: string): boolean {
  return getTelemetry() !== undefined;
}
