import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { signRequest } from '@mitosislabs/auth';
import { compare, median } from '../support/compare.mjs';
import { countOf, roundsOf } from '../support/effort.mjs';
import { lists } from '../support/emulatorLists.mjs';
import { headersOf, startMeasured } from '../support/measuredServer.mjs';

const mi = fileURLToPath(new URL('../../../packages/cli/bin/mi.js', import.meta.url));
const REQUESTS = countOf(500);

/** Reads a task with an API key. */
const get = (server) => () => ({
  method: 'GET',
  path: taskOf(server),
  headers: headersOf(server),
});

/** Adds a task with an API key and an `Idempotency-Key`. */
const post = (server) => () => ({
  method: 'POST',
  path: `/api/v1/offices/${server.office}/tasks`,
  headers: { ...headersOf(server), 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify({ title: 'Triage inbox', description: 'x'.repeat(100) }),
});

/**
 * Signs requests before they are measured. A client that signs between them sends fewer at a time, and then the server takes more for
 * each of them.
 */
const signed = (server, pathOf, count) => {
  const agent = { agentId: 'aria', signingKey: Buffer.from(server.signingKey, 'hex') };
  const requests = Array.from({ length: count }, () => {
    const path = pathOf(server);
    return { method: 'GET', path, headers: signRequest(agent, 'GET', path) };
  });
  return () => requests.pop();
};

const taskOf = ({ office, task }) => `/api/v1/offices/${office}/tasks/${task}`;

/** A list of tasks, each time with another target, so that no verdict is known. */
const newTarget = ({ office }) => `/api/v1/offices/${office}/tasks?limit=1&assigned_to=${randomUUID()}`;

const keyedAnew = (server) => () => ({ method: 'GET', path: newTarget(server), headers: headersOf(server) });

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

/** Compares the CPU time of the emulator for each request with that of hono and libsql, and times of its start with goals. */
export async function emulator() {
  const [ours, bare] = [await startMeasured('emulatorServer.mjs'), await startMeasured('bareServer.mjs')];
  const byDefault = await startMeasured('emulatorServer.mjs', 'default');
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
      ...(await beside(() => figuresOf('../programs/restore.mjs'), {
        'emulator: snapshot of 10,000 tasks, in memory / 50 ms': [50, ({ memory }) => memory.snapshot],
        'emulator: restore after one change, in memory / 50 ms': [50, ({ memory }) => memory.changed],
        'emulator: restore after a reset, in memory / 50 ms': [50, ({ memory }) => memory.emptied],
        'emulator: snapshot of 10,000 tasks, in a folder / 50 ms': [50, ({ folder }) => folder.snapshot],
        'emulator: restore after one change, in a folder / 50 ms': [50, ({ folder }) => folder.changed],
        'emulator: restore after a reset, in a folder / 50 ms': [50, ({ folder }) => folder.emptied],
      })),
      ...(await lists()),
      await row(
        'emulator: GET of a task, API key / hono and libsql',
        () => ours.cpu(get(ours), REQUESTS),
        () => bare.cpu(get(bare), REQUESTS),
      ),
      await row(
        'emulator: POST of a task, API key, Idempotency-Key / hono and libsql',
        () => ours.cpu(post(ours), REQUESTS),
        () => bare.cpu(post(bare), REQUESTS),
      ),
      await row(
        'emulator: GET of a task, signed / the same with an API key',
        () => ours.cpu(signed(ours, taskOf, 100), 100),
        () => ours.cpu(get(ours), 100),
      ),
      await row(
        'emulator: GET, signed, each target new / the same with an API key',
        () => byDefault.cpu(signed(byDefault, newTarget, REQUESTS), REQUESTS),
        () => byDefault.cpu(keyedAnew(byDefault), REQUESTS),
      ),
      await row(
        'emulator: GET, signed, each target new, `secp256k1` installed / the same with an API key',
        () => ours.cpu(signed(ours, newTarget, REQUESTS), REQUESTS),
        () => ours.cpu(keyedAnew(ours), REQUESTS),
      ),
    ];
  } finally {
    await Promise.all([ours.stop(), bare.stop(), byDefault.stop()]);
  }
}
