import { fork } from 'node:child_process';
import { once } from 'node:events';
import { OfficesAPI } from '@mitosislabs/api/offices';
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
  try {
    return [
      {
        name: 'GET, API key: offices.list() / bare fetch',
        unit: 'µs CPU',
        ...(await compare(through({ apiKey: 'mi_bench_key' }), bare)),
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
