// Imports the emulator, starts it, opens 100 event streams, and closes it. It prints the ms of each step.
import { once } from 'node:events';
import { get } from 'node:http';
import { performance } from 'node:perf_hooks';

const begun = performance.now();
const { startEmulator } = await import('@mitosislabs/emulator');
const imported = performance.now();
const emulator = await startEmulator();
const started = performance.now();
const agents = ['a', 'b', 'c'].map((name) => ({ name }));
const { offices } = await emulator.control.seed({ offices: [{ name: 'bench', agents }] });
const url = `${emulator.endpoint}/api/v1/offices/${offices.bench.id}/messages/stream`;
const headers = { Authorization: `Bearer ${emulator.apiKey}` };
await Promise.all(
  Array.from({ length: 100 }, async () => {
    const [response] = await once(get(url, { headers, agent: false }), 'response');
    // The emulator ends it without an end.
    response.on('error', () => undefined);
    await once(response, 'data');
    response.resume();
  }),
);
const open = performance.now();
await emulator.close();
const stopped = performance.now();
console.log(JSON.stringify({ import: imported - begun, start: started - imported, stop: stopped - open }));
