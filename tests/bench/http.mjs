import { fork } from 'node:child_process';
import { once } from 'node:events';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { generateKeyPair } from '@mitosislabs/auth';
import { Transport } from '@mitosislabs/transport';
import { compare } from './compare.mjs';

const REQUESTS = 2_000;
const CONCURRENCY = 50;

/** CPU time of this process, in µs a request, for `call` at 50 in flight. */
async function cpuPerCall(call) {
  let left = REQUESTS;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
}

/** Compares the cost of a call with bare `fetch`. */
export async function http() {
  const server = fork(new URL('server.mjs', import.meta.url), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [port] = await once(server.stdout, 'data');
  const endpoint = `http://127.0.0.1:${Number(String(port))}`;
  const bare = () => cpuPerCall(async () => (await fetch(`${endpoint}/api/v1/offices`)).json());
  const through = (config) => {
    const offices = new OfficesAPI(new Transport({ endpoint, ...config }));
    return () => cpuPerCall(() => offices.list());
  };
  const task = { title: 'Triage inbox', description: 'x'.repeat(100) };
  const tasks = new TasksAPI(new Transport({ endpoint, apiKey: 'mi_bench_key' }));
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(task),
  };
  const barePost = async () => (await fetch(`${endpoint}/api/v1/offices/office-1/tasks`, post)).json();
  try {
    return [
      {
        name: 'GET, API key: offices.list() / bare fetch',
        unit: 'µs CPU',
        ...(await compare(through({ apiKey: 'mi_bench_key' }), bare)),
      },
      {
        name: 'POST, API key: tasks.create() / bare fetch',
        unit: 'µs CPU',
        ...(await compare(
          () => cpuPerCall(() => tasks.create('office-1', task)),
          () => cpuPerCall(barePost),
        )),
      },
      {
        name: 'GET, agent (signed): offices.list() / bare fetch',
        unit: 'µs CPU',
        ...(await compare(
          through({ agent: { agentId: 'aria', signingKey: generateKeyPair().privateKey } }),
          bare,
          5,
        )),
      },
    ];
  } finally {
    server.disconnect();
  }
}
