// The emulator in a process of its own, with an office of so many tasks and files. It sends where it is, and answers each message
// with the CPU time that it has used, in µs, and with the MB that it has taken at most above what it had when it was ready. With a
// data folder, the office is made by one process and served by the next: rows that were added would count as memory.
import { createRequire } from 'node:module';
import { startEmulator } from '@mitosislabs/emulator';

const [count = '1', verifier = 'native', data] = process.argv.slice(2);
// The bench may end while the office is made.
let stop = () => process.exit();
process.on('disconnect', () => stop());
if (verifier === 'default') hidePackage('secp256k1/');

const emulator = await startEmulator({ brain: 'none', data });
const { endpoint, apiKey } = emulator;
const [known] = data ? await read('/api/v1/offices') : [];
if (known) {
  await serve({ office: known.id });
} else {
  const tasks = Array.from({ length: Number(count) }, (_, index) => ({
    title: `Triage inbox ${index}`,
    description: 'x'.repeat(100),
  }));
  const files = data && Object.fromEntries(tasks.map((_, index) => [`report-${index}.txt`, 'text']));
  const { offices } = await emulator.control.seed({
    offices: [{ name: 'bench', agents: [{ name: 'aria' }], tasks, ...(files && { files }) }],
  });
  const { id: office, tasks: ids } = offices.bench;
  const signingKey = Buffer.from(emulator.agentKey(office, 'aria')).toString('hex');
  await serve({ office, task: Object.values(ids)[0], signingKey });
}

async function serve(facts) {
  const idle = process.memoryUsage.rss();
  process.on('message', () => {
    const most = process.resourceUsage().maxRSS * 1024;
    process.send({ ...process.cpuUsage(), aboveIdle: (most - idle) / 1e6 });
  });
  stop = () => emulator.close().then(() => process.exit());
  process.send({ endpoint, apiKey, ...facts });
}

async function read(path) {
  const response = await fetch(endpoint + path, { headers: { authorization: `Bearer ${apiKey}` } });
  return response.json();
}

/** Makes a package look as if it was not installed. */
function hidePackage(prefix) {
  const module = createRequire(import.meta.url)('node:module');
  const resolve = module._resolveFilename;
  module._resolveFilename = (name, ...rest) => {
    if (name.startsWith(prefix)) throw new Error(`${name} is hidden`);
    return resolve(name, ...rest);
  };
}
