// Follows any program with OpenTelemetry: node --import ./tracing.ts program.js
// Each span becomes a line of JSON in the file that TRACE_FILE names. A real program exports to a collector instead.
import { appendFileSync } from 'node:fs';
import { instrument } from '@mitosislabs/otel';
import {
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';

const { TRACE_FILE = 'trace.jsonl' } = process.env;

const exporter: SpanExporter = {
  export(spans: ReadableSpan[], done) {
    for (const span of spans) {
      const { name, kind, attributes, parentSpanContext } = span;
      const { traceId, spanId } = span.spanContext();
      const line = { name, kind, traceId, spanId, parentId: parentSpanContext?.spanId, attributes };
      appendFileSync(TRACE_FILE, `${JSON.stringify(line)}\n`);
    }
    done({ code: 0 });
  },
  shutdown: async () => undefined,
};
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
await instrument();
