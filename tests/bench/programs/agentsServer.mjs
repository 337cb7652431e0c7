// The emulator in a process of its own, with a number of new agents, which run in it or elsewhere. It sends its address and the
// agents' keys, and answers each message with its CPU time, in µs.
import { startEmulator } from '@mitosislabs/emulator';

const [count, place] = process.argv.slice(2);
const isInside = place === 'inside';
const emulator = await startEmulator({ readyAfterMs: 5, ...(!isInside && { brain: 'none' }) });
const names = Array.from({ length: Number(count) }, (_, index) => `agent-${index}`);
const agents = names.map((name) => ({ name, phase: 'provisioning' }));
const { offices } = await emulator.control.seed({ offices: [{ name: 'bench', agents }] });
const { id: office } = offices.bench;
const keyOf = (name) => Buffer.from(emulator.agentKey(office, name)).toString('hex');
const keys = isInside ? {} : Object.fromEntries(names.map((name) => [name, keyOf(name)]));
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => emulator.close().then(() => process.exit()));
process.send({ endpoint: emulator.endpoint, office, keys });
