// The emulator in a process of its own, with an office. It sends its address, and answers each message with the CPU time that it has
// used, in µs, and with the MB that it has taken at most above what it had when it was ready. In a data folder, one process makes the
// office, with a row in each table that lists read, and the next one serves it.
import { createRequire } from 'node:module';
import { startEmulator } from '@mitosislabs/emulator';

const [verifier = 'native', data] = process.argv.slice(2);
// The bench may end while the office is made.
let stop = () => process.exit();
process.on('disconnect', () => stop());
if (verifier === 'default') hidePackage('secp256k1/');

const emulator = await startEmulator({ brain: 'none', data });
const { endpoint, apiKey } = emulator;
const [known] = data ? await call('GET', '/api/v1/offices') : [];
if (known) {
  const [group] = await call('GET', `/api/v1/offices/${known.id}/xmtp/groups`);
  await serve({ office: known.id, group: group.id });
} else {
  const tasks = [{ title: 'Triage inbox', description: 'x'.repeat(100) }];
  const messages = [{ from: 'admin-sdk', to: 'aria', text: 'Good morning' }];
  const agents = [{ name: 'aria' }, { name: 'bob' }];
  const { offices } = await emulator.control.seed({
    offices: [{ name: 'bench', agents, tasks, messages, files: { 'report.txt': 'text' } }],
  });
  const { id: office, tasks: ids } = offices.bench;
  const path = `/api/v1/offices/${office}`;
  await call('POST', `${path}/xmtp/groups`, { name: 'team', members: ['aria', 'bob'] });
  const [group] = await call('GET', `${path}/xmtp/groups`);
  await call('POST', `${path}/xmtp/groups/${group.id}/send`, {
    agent_id: 'admin-sdk',
    content: 'Good morning',
  });
  const signingKey = Buffer.from(emulator.agentKey(office, 'aria')).toString('hex');
  await serve({ office, group: group.id, task: Object.values(ids)[0], signingKey });
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

async function call(method, path, body) {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const response = await fetch(endpoint + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

/** Makes Node fail to find a package. */
function hidePackage(prefix) {
  const module = createRequire(import.meta.url)('node:module');
  const resolve = module._resolveFilename;
  module._resolveFilename = (name, ...rest) => {
    if (name.startsWith(prefix)) throw new Error(`${name} is hidden`);
    return resolve(name, ...rest);
  };
}
