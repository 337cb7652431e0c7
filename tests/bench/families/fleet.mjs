import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startRedis } from '@mitosislabs/tooling/databases';
import { requireProgram } from '@mitosislabs/tooling/programs';
import { createClient } from 'redis';
import { countOf } from '../support/effort.mjs';

const AGENTS = countOf(1_000);
const OFFICES = countOf(100);
const PROCESSES = 4;
const IDLE_MS = countOf(30_000);

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const now = () => performance.timeOrigin + performance.now();

/** Measures a thousand agents in four processes, whose state is in a real Redis. */
export async function fleet() {
  requireProgram('redis');
  const redis = await startRedis();
  const server = fork(new URL('../programs/fleetServer.mjs', import.meta.url));
  const [{ port }] = await once(server, 'message');
  const client = await createClient({ socket: { path: redis.socket } }).connect();
  const agents = Array.from({ length: AGENTS }, (_, index) => [
    `office-${index % OFFICES}`,
    `agent-${index}`,
  ]);
  const workers = new Set();
  const start = () => {
    const config = JSON.stringify({ endpoint: `http://127.0.0.1:${port}`, socket: redis.socket, agents });
    const worker = fork(fileURLToPath(new URL('../programs/fleetWorker.mjs', import.meta.url)), [config]);
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
    return worker;
  };
  const ask = async (target, message) => {
    target.send(message);
    return (await once(target, 'message'))[0];
  };
  const look = (what, more = {}) => ask(server, { what, ...more });
  const cpu = async () => {
    const uses = await Promise.all([...workers].map((worker) => ask(worker, {})));
    return uses.reduce((sum, { user, system }) => sum + user + system, 0) / 1_000;
  };
  /** How many agents each process has. */
  const spread = async () => {
    const leases = Object.values(await client.hGetAll('{mitosis}:leases')).map(
      (lease) => lease.split(' ')[1],
    );
    const counts = new Map();
    for (const id of leases) if (id !== '') counts.set(id, (counts.get(id) ?? 0) + 1);
    return [...counts.values()].sort((a, b) => a - b);
  };
  /** Waits until that number of agents was ready since the last reset. Returns when the last one was, in ms since a time. */
  const readyAfter = async (count, since) => {
    for (;;) {
      const { ready } = await look('look');
      if (ready.length >= count) return Math.max(...ready.map(([, at]) => at)) - since;
      await wait(50);
    }
  };
  const commands = async () => Number(/total_commands_processed:(\d+)/.exec(await client.info('stats'))[1]);
  const evenly = async (count) => {
    for (;;) {
      const counts = await spread();
      if (
        counts.length === count &&
        counts.at(-1) - counts[0] <= 1 &&
        counts.reduce((a, b) => a + b) === AGENTS
      )
        return;
      await wait(100);
    }
  };
  try {
    let since = now();
    for (let count = 0; count < PROCESSES; count++) start();
    const started = await readyAfter(AGENTS, since);
    await evenly(PROCESSES);
    await wait(5_000);

    const before = { cpu: await cpu(), commands: await commands(), ...(await look('reset')) };
    await wait(IDLE_MS);
    const after = { cpu: await cpu(), commands: await commands(), ...(await look('reset')) };
    const seconds = IDLE_MS / 1_000;

    for (let round = 0; round < 10; round++) {
      await look('ask', { agents: agents.filter((_, index) => index % 10 === round) });
      await wait(1_000);
    }
    while ((await look('look')).waiting > 0) await wait(100);
    const { times } = await look('reset');
    times.sort((a, b) => a - b);

    const [victim, leaver] = workers;
    const [fewest] = await spread();
    since = now();
    victim.kill('SIGKILL');
    const takenOver = await readyAfter(fewest, since);
    await evenly(PROCESSES - 1);

    since = now();
    start();
    await evenly(PROCESSES);
    const joined = now() - since;

    await look('reset');
    const [share] = await spread();
    since = now();
    leaver.kill('SIGTERM');
    const handedOver = await readyAfter(share, since);

    const row = (name, unit, ours, theirs) => ({ name, unit, ratio: ours / theirs, ours, theirs });
    const title = `${AGENTS} agents in ${PROCESSES} processes`;
    return [
      row(`${title}: start of all / 30 s`, 'ms', started, 30_000),
      row(
        `${title}, idle: CPU of all processes / one core`,
        'ms a second',
        (after.cpu - before.cpu) / seconds,
        1_000,
      ),
      row(
        `${title}, idle: requests to the platform / one for each agent`,
        'a second',
        (after.requests - before.requests) / seconds,
        AGENTS,
      ),
      row(
        `${title}, idle: commands of Redis / one for each process`,
        'a second',
        (after.commands - before.commands) / seconds,
        PROCESSES,
      ),
      row(
        `${title}, 100 questions at once each second: median of answers / 1 s`,
        'ms',
        times[Math.floor(times.length / 2)],
        1_000,
      ),
      row(`${title}: kill -9 of one until its last agent runs again / 15 s`, 'ms', takenOver, 15_000),
      row(`${title}: SIGTERM of one until its last agent runs again / 15 s`, 'ms', handedOver, 15_000),
      row(`${title}: a process joins until all are even / 60 s`, 'ms', joined, 60_000),
    ];
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    client.destroy();
    server.disconnect();
    await redis.close();
  }
}
