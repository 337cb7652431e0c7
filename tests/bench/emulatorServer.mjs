// The emulator in a process of its own, with an office of so many tasks. It sends where it is, and answers each message with the
// CPU time that it has used, in µs.
import { startEmulator } from '@mitosislabs/emulator';

const count = Number(process.argv[2] ?? 1);
const emulator = await startEmulator({ brain: 'none' });
const { endpoint, apiKey } = emulator;
const tasks = Array.from({ length: count }, (_, index) => ({
  title: `Triage inbox ${index}`,
  description: 'x'.repeat(100),
}));
const { offices } = await emulator.control.seed({
  offices: [{ name: 'bench', agents: [{ name: 'aria' }], tasks }],
});
const { id: office, tasks: ids } = offices.bench;
const signingKey = Buffer.from(emulator.agentKey(office, 'aria')).toString('hex');
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit());
process.send({ endpoint, apiKey, office, task: Object.values(ids)[0], signingKey });
