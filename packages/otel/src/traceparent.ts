import { type Context, isSpanContextValid, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { activeContext } from './FollowedSpan.ts';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Formats a span context as the header `traceparent` (W3C Trace Context, version 00); `undefined` for an invalid one. */
export function formatTraceparent(context: SpanContext): string | undefined {
  if (!isSpanContextValid(context)) return undefined;
  return `00-${context.traceId}-${context.spanId}-${isSampled(context) ? '01' : '00'}`;
}

/** Parses a `traceparent`; `undefined` for an invalid one. */
function parseTraceparent(traceparent: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(traceparent) ?? [];
  const context = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return isSpanContextValid(context) ? context : undefined;
}

/** Returns the active context in the trace of another process; `undefined` for an invalid `traceparent`. */
export function remoteContext(traceparent: string): Context | undefined {
  const parsed = parseTraceparent(traceparent);
  return parsed && trace.setSpanContext(activeContext(), parsed);
}

/** Whether a trace is recorded. */
export function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}
