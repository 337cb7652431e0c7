import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { signRequest } from '@mitosislabs/auth';
import { Pool } from 'undici';
import { compare } from './compare.mjs';

const REQUESTS = 500;
const CONCURRENCY = 20;

/** Starts a server in a process of its own. `cpu` measures the CPU time that one request takes there, in µs. */
async function start(file) {
  const child = fork(new URL(file, import.meta.url));
  const [facts] = await once(child, 'message');
  const pool = new Pool(facts.endpoint, { connections: CONCURRENCY });
  const used = async () => {
    child.send('cpu');
    const [{ user, system }] = await once(child, 'message');
    return user + system;
  };
  const call = async (options) => {
    const { statusCode, body } = await pool.request(options);
    const text = await body.text();
    if (statusCode >= 300) throw new Error(`${options.method} ${options.path}: ${statusCode} ${text}`);
  };
  const cpu = async (optionsOf, requests = REQUESTS) => {
    let left = requests;
    const work = async () => {
      while (left-- > 0) await call(optionsOf());
    };
    const before = await used();
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return ((await used()) - before) / requests;
  };
  const stop = async () => {
    await pool.destroy();
    child.disconnect();
  };
  return { ...facts, cpu, stop };
}

const headersOf = ({ apiKey }) => ({ authorization: `Bearer ${apiKey}` });

/** Reads a task with an API key. */
const get = (server) => () => ({
  method: 'GET',
  path: `/api/v1/offices/${server.office}/tasks/${server.task}`,
  headers: headersOf(server),
});

/** Adds a task with an API key and an `Idempotency-Key`. */
const post = (server) => () => ({
  method: 'POST',
  path: `/api/v1/offices/${server.office}/tasks`,
  headers: { ...headersOf(server), 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify({ title: 'Triage inbox', description: 'x'.repeat(100) }),
});

/** Reads a task as an agent. The signatures are made before. */
const signedGet = (server) => {
  const path = `/api/v1/offices/${server.office}/tasks/${server.task}`;
  const agent = { agentId: 'aria', signingKey: Buffer.from(server.signingKey, 'hex') };
  return () => ({ method: 'GET', path, headers: signRequest(agent, 'GET', path) });
};

/** Compares the CPU time of the emulator for each request with that of hono and libsql. */
export async function emulator() {
  const [ours, bare] = await Promise.all(['emulatorServer.mjs', 'bareServer.mjs'].map(start));
  const row = async (name, mine, theirs) => ({ name, unit: 'µs CPU', ...(await compare(mine, theirs)) });
  try {
    return [
      await row(
        'emulator: GET of a task, API key / hono and libsql',
        () => ours.cpu(get(ours)),
        () => bare.cpu(get(bare)),
      ),
      await row(
        'emulator: POST of a task, API key, Idempotency-Key / hono and libsql',
        () => ours.cpu(post(ours)),
        () => bare.cpu(post(bare)),
      ),
      await row(
        'emulator: GET of a task, signed / the same with an API key',
        () => ours.cpu(signedGet(ours), 100),
        () => ours.cpu(get(ours), 100),
      ),
    ];
  } finally {
    await Promise.all([ours.stop(), bare.stop()]);
  }
}
