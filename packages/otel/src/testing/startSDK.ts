import { context, metrics, propagation, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type NodeTracerConfig,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { type Instrumentation, type InstrumentOptions, instrument } from '../index.ts';

/** The SDK of OpenTelemetry, registered with the API, with exporters in memory. */
export interface TestSDK extends AsyncDisposable {
  readonly instrumentation: Instrumentation;
  /** The spans that have ended, in the order of their starts. */
  spans(): ReadableSpan[];
  /** The data points of a metric. */
  points(name: string): Promise<DataPoint<unknown>[]>;
}

/** Registers the SDK, and follows this process until the test is over. */
export async function startSDK(options?: InstrumentOptions, config: NodeTracerConfig = {}): Promise<TestSDK> {
  const exporter = new InMemorySpanExporter();
  const started: ReadableSpan[] = [];
  const order = {
    onStart: (span: ReadableSpan) => void started.push(span),
    onEnd: () => undefined,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const { spanProcessors = [], ...more } = config;
  const tracers = new NodeTracerProvider({
    ...more,
    spanProcessors: [...spanProcessors, order, new SimpleSpanProcessor(exporter)],
  });
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 2 ** 31 - 1,
  });
  const meters = new MeterProvider({ readers: [reader] });
  tracers.register();
  metrics.setGlobalMeterProvider(meters);
  const instrumentation = await instrument(options);
  return {
    instrumentation,
    spans: () => started.filter((span) => exporter.getFinishedSpans().includes(span)),
    async points(name) {
      const { resourceMetrics } = await reader.collect();
      const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return all
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints as DataPoint<unknown>[]);
    },
    async [Symbol.asyncDispose]() {
      instrumentation.end();
      for (const api of [trace, context, metrics, propagation]) api.disable();
      await meters.shutdown();
      await tracers.shutdown();
    },
  };
}

/** The trace as text: a line for each span, indented below its parent. */
export function treeOf(spans: readonly ReadableSpan[]): string[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const lines = (parent: string | undefined, indent: string): string[] =>
    spans
      .filter(({ parentSpanContext: own }) =>
        parent === undefined ? own === undefined || !ids.has(own.spanId) : own?.spanId === parent,
      )
      .flatMap((span) => [`${indent}${span.name}`, ...lines(span.spanContext().spanId, `${indent}  `)]);
  return lines(undefined, '');
}
