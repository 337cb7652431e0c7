// The hook for traces and metrics. `@mitosislabs/otel` uses it.
export { withTelemetry } from '#telemetry';
export {
  type Activity,
  type ActivityMessage,
  type AttemptActivity,
  type CallActivity,
  type CommandActivity,
  getTelemetry,
  setTelemetry,
  type Telemetry,
} from './telemetry/Telemetry.ts';
