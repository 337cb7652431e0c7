// Calls `offices.list()` when it is asked to, and answers with the CPU time of one call, in µs.
import { OfficesAPI } from '@mitosislabs/api/offices';
import { Transport } from '@mitosislabs/transport';

const REQUESTS = 2_000;
const CONCURRENCY = 50;
const [mode, endpoint, otel] = process.argv.slice(2);

if (mode === 'sdk') {
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const exporter = { export: (_spans, done) => done({ code: 0 }), shutdown: async () => undefined };
  new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] }).register();
}
if (mode !== 'none') {
  const { instrument } = await import(otel);
  const { isActive } = await instrument();
  if (isActive !== (mode !== 'absent')) throw new Error(`isActive is ${isActive}`);
}

const offices = new OfficesAPI(new Transport({ endpoint, apiKey: 'mi_bench_key' }));
process.on('disconnect', () => process.exit());
process.on('message', async () => {
  let left = REQUESTS;
  const work = async () => {
    while (left-- > 0) await offices.list();
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const { user, system } = process.cpuUsage(before);
  process.send((user + system) / REQUESTS);
});
