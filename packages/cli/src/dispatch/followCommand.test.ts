import { serve } from '@mitosislabs/tooling/serve';
import { getTelemetry, setTelemetry } from '@mitosislabs/transport/telemetry';
import { afterEach, expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const OPENTELEMETRY = Symbol.for('opentelemetry.js.api.1');

afterEach(() => {
  setTelemetry(undefined);
  Reflect.deleteProperty(globalThis, OPENTELEMETRY);
});

/** Runs a command that sends one request, and returns its `traceparent`. */
async function traceparentOf(env: Record<string, string>): Promise<unknown> {
  await using server = await serve((_request, response) => response.end('[]'));
  await using home = await makeHome({
    MITOSIS_ENDPOINT: server.url,
    MITOSIS_API_KEY: 'mi_0123456789',
    ...env,
  });
  expect(await home.mi(['api', 'GET', '/api/v1/offices'])).toMatchObject({ code: 0, stderr: '' });
  expect(server.seen).toHaveLength(1);
  return server.seen[0]?.headers['traceparent'];
}

test('default: requests carry the trace of TRACEPARENT on', async () => {
  expect(await traceparentOf({ TRACEPARENT })).toBe(TRACEPARENT);
  expect(getTelemetry()).toBeUndefined();
});

test.each([
  '',
  'x',
  TRACEPARENT.toUpperCase(),
  `${TRACEPARENT}\r\nx-evil: 1`,
  TRACEPARENT.replace('00-', 'ff-'),
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
])('error: ignores a TRACEPARENT of %j', async (value) => {
  expect(await traceparentOf({ TRACEPARENT: value })).toBeUndefined();
});

test('behavior: an earlier telemetry is set again afterwards', async () => {
  const before = { run: <T>(_activity: object, work: () => Promise<T>) => work() };
  setTelemetry(before);
  await traceparentOf({ TRACEPARENT });
  expect(getTelemetry()).toBe(before);
});

test('default: with an SDK, the command is a span in that trace', async () => {
  const { trace } = await import('@opentelemetry/api');
  const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = await import(
    '@opentelemetry/sdk-trace-node'
  );
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  try {
    const traceparent = await traceparentOf({ TRACEPARENT });
    const [request, call, command] = exporter.getFinishedSpans();
    expect([request, call, command].map((span) => span?.name)).toEqual(['GET', 'GET', 'mi api']);
    expect(command).toMatchObject({
      parentSpanContext: { spanId: TRACEPARENT.slice(36, 52), isRemote: true },
    });
    expect(traceparent).toBe(`${TRACEPARENT.slice(0, 36)}${request?.spanContext().spanId}-01`);
    expect(getTelemetry()).toBeUndefined();
  } finally {
    trace.disable();
    await provider.shutdown();
  }
});
