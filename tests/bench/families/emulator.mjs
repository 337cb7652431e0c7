import { execFile, fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { signRequest } from '@mitosislabs/auth';
import { Pool } from 'undici';
import { compare, median } from '../support/compare.mjs';
import { countOf, roundsOf } from '../support/effort.mjs';

const mi = fileURLToPath(new URL('../../../packages/cli/bin/mi.js', import.meta.url));
const REQUESTS = countOf(500);
const CONCURRENCY = 20;

/** Starts a server in a process of its own. `cpu` measures the CPU time that one request takes there, in µs. */
async function start(file, ...args) {
  const child = fork(new URL(file, import.meta.url), args.map(String));
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
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  };
  const aboveIdle = async () => {
    child.send('memory');
    return (await once(child, 'message'))[0].aboveIdle;
  };
  return { ...facts, cpu, call, aboveIdle, stop };
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

/** A list of tasks, each time with another target, so that no verdict is known. */
const newTarget = ({ office }) => `/api/v1/offices/${office}/tasks?limit=1&assigned_to=${randomUUID()}`;

const signedAnew = (server) => {
  const agent = { agentId: 'aria', signingKey: Buffer.from(server.signingKey, 'hex') };
  return () => {
    const path = newTarget(server);
    return { method: 'GET', path, headers: signRequest(agent, 'GET', path) };
  };
};

const keyedAnew = (server) => () => ({ method: 'GET', path: newTarget(server), headers: headersOf(server) });

/** Reads a part of the office with an API key. */
const read = (server, path) => () => ({
  method: 'GET',
  path: `/api/v1/offices/${server.office}${path}`,
  headers: headersOf(server),
});

/** Runs this program with a script, and returns the figures that it prints. */
async function figuresOf(script) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    fileURLToPath(new URL(script, import.meta.url)),
  ]);
  return JSON.parse(stdout);
}

/** The ms from the start of `mi dev` until its first response, and from SIGINT to its end. */
async function dev() {
  const begun = performance.now();
  const args = [mi, 'dev', '--port', '0', '--dashboard-port', '0', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const { endpoint, apiKey } = JSON.parse(String(line));
  const response = await fetch(`${endpoint}/api/v1/offices`, { headers: headersOf({ apiKey }) });
  await response.text();
  const answered = performance.now();
  child.kill('SIGINT');
  await once(child, 'exit');
  return { first: answered - begun, stop: performance.now() - answered };
}

/** The medians of figures over several runs, each beside its goal in ms. */
async function beside(run, goals) {
  const runs = [];
  for (let round = 0; round < roundsOf(9); round++) runs.push(await run());
  return Object.entries(goals).map(([name, [goal, pick]]) => {
    const ours = median(runs.map(pick));
    return { name, unit: 'ms', ratio: ours / goal, ours, theirs: goal };
  });
}

/** Compares the CPU time of a request with 100,000 tasks in the office with that of the same with 1,000. */
async function growth() {
  const [large, small] = [
    await start('../programs/emulatorServer.mjs', 100_000),
    await start('../programs/emulatorServer.mjs', 1_000),
  ];
  try {
    const rows = [];
    for (const path of ['/tasks?limit=50', '/tasks?status=completed', '/tasks/stats', '/credits']) {
      const name = `emulator: GET ${path}, 100,000 tasks / 1,000`;
      const cpu = (server) => () => server.cpu(read(server, path), 100);
      rows.push({ name, unit: 'µs CPU', ...(await compare(cpu(large), cpu(small))) });
    }
    return rows;
  } finally {
    await Promise.all([large.stop(), small.stop()]);
  }
}

/** Compares the memory that lists take with 100,000 rows in the office with that of the same with 1,000. */
async function listMemory() {
  const paths = ['/tasks?limit=50', '/tasks', '/files'];
  const most = Object.fromEntries(paths.map((path) => [path, []]));
  const many = countOf(100_000);
  for (const count of [many, 1_000]) {
    const data = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
    try {
      await (await start('../programs/emulatorServer.mjs', count, 'native', data)).stop();
      for (const path of paths) {
        const server = await start('../programs/emulatorServer.mjs', count, 'native', data);
        for (let round = 0; round < 20; round++) await server.call(read(server, path)());
        most[path].push(await server.aboveIdle());
        await server.stop();
      }
    } finally {
      await rm(data, { recursive: true });
    }
  }
  return paths.map((path) => {
    const [ours, theirs] = most[path];
    const name = `emulator: most memory of GET ${path}, ${many.toLocaleString('en')} rows / 1,000`;
    return { name, unit: 'MB', ratio: ours / theirs, ours, theirs };
  });
}

/** Compares the CPU time of the emulator for each request with that of hono and libsql, and times of its start with goals. */
export async function emulator() {
  const [ours, bare] = [
    await start('../programs/emulatorServer.mjs', 1),
    await start('../programs/bareServer.mjs'),
  ];
  const byDefault = await start('../programs/emulatorServer.mjs', 1, 'default');
  const row = async (name, mine, theirs) => ({ name, unit: 'µs CPU', ...(await compare(mine, theirs)) });
  try {
    return [
      ...(await beside(() => figuresOf('../programs/startEmulator.mjs'), {
        'emulator: import and start / 300 ms': [300, (ms) => ms.import + ms.start],
        'emulator: start after the import / 50 ms': [50, ({ start }) => start],
        'emulator: stop with 100 open streams and 3 agents / 100 ms': [100, ({ stop }) => stop],
      })),
      ...(await beside(dev, {
        '`mi dev`: until its first response / 700 ms': [700, ({ first }) => first],
        '`mi dev`: SIGINT until its end / 100 ms': [100, ({ stop }) => stop],
      })),
      ...(await growth()),
      ...(await listMemory()),
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
      await row(
        'emulator: GET, signed, each target new / the same with an API key',
        () => byDefault.cpu(signedAnew(byDefault)),
        () => byDefault.cpu(keyedAnew(byDefault)),
      ),
      await row(
        'emulator: GET, signed, each target new, `secp256k1` installed / the same with an API key',
        () => ours.cpu(signedAnew(ours)),
        () => ours.cpu(keyedAnew(ours)),
      ),
    ];
  } finally {
    await Promise.all([ours.stop(), bare.stop(), byDefault.stop()]);
  }
}
