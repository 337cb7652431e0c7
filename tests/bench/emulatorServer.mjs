// The emulator in a process of its own, with an office and a task. It sends where it is, and answers each message with the CPU
// time that it has used, in µs.
import { startEmulator } from '@mitosislabs/emulator';

const emulator = await startEmulator({ brain: 'none', readyAfterMs: 1 });
const { endpoint, apiKey } = emulator;
const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };

async function create(path, fields) {
  const url = `${endpoint}/api/v1/offices${path}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(fields) });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

const { id: office } = await create('', { name: 'bench' });
await create(`/${office}/employees`, { name: 'aria' });
const { id: task } = await create(`/${office}/tasks`, {
  title: 'Triage inbox',
  description: 'x'.repeat(100),
});
const signingKey = Buffer.from(emulator.agentKey(office, 'aria')).toString('hex');
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit());
process.send({ endpoint, apiKey, office, task, signingKey });
