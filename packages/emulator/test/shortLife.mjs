// Starts and stops emulators, uses their features, and prints the events. It must end by itself: it does not call `exit`.
import { once } from 'node:events';
import { get } from 'node:http';
import { connectControl } from '../src/control.ts';
import { startEmulator } from '../src/index.ts';

const steps = [];
const data = process.argv[2];

// A start that fails after the folder was opened: the port is taken.
const first = await startEmulator({ data, readyAfterMs: 1 });
const port = Number(new URL(first.endpoint).port);
await startEmulator({ port }).then(
  () => steps.push('a port was taken twice'),
  ({ code }) => steps.push(`refused: ${code}`),
);
await startEmulator({ data }).then(
  () => steps.push('a folder was opened twice'),
  ({ code }) => steps.push(`refused: ${code}`),
);

// Agents that run, a follower of the log, a clock that runs fast, a fault, and a stream that its client never ends.
const { offices } = await first.control.seed({
  offices: [{ name: 'acme', agents: [{ name: 'aria' }, { name: 'bo' }] }],
});
const control = connectControl({ endpoint: first.endpoint, token: first.controlToken });
await control.faults.add({ operation: 'tasks.create', fault: { responseMs: 60_000 } });
await control.clock.run(10);
const next = control.log.next({ operation: 'tasks.list' });
const headers = { Authorization: `Bearer ${first.apiKey}` };
const base = `${first.endpoint}/api/v1/offices/${offices.acme.id}`;
const [stream] = await once(get(`${base}/messages/stream`, { headers }), 'response');
stream.on('error', () => undefined);
const ended = once(stream.socket, 'close');
await once(stream, 'data');
stream.resume();
await (await fetch(`${base}/tasks`, { headers })).json();
steps.push(`logged: ${(await next).operation}`);
// A response that would come in a minute: its connection breaks.
const body = JSON.stringify({ title: 'slow' });
const slow = fetch(`${base}/tasks`, {
  method: 'POST',
  headers: { ...headers, 'Content-Type': 'application/json' },
  body,
});
const broken = slow.then(
  () => steps.push('the slow response came'),
  () => steps.push('the slow response was cut'),
);
while ((await control.faults.list())[0].matched === 0);
await first.close();
await Promise.all([broken, ended]);

// A second one after the first, and one that is closed by its scope's end and again.
const second = await startEmulator({ brain: 'none' });
await second.close();
await second.close();
process.stdout.write(`${JSON.stringify(steps)}\n`);
