import { fork } from 'node:child_process';
import { once } from 'node:events';
import { defineAgent } from '@mitosislabs/agent';
import { countOf } from './effort.mjs';

const AGENTS = 99;
/** How long hired agents take to become idle, and how long they are measured after that. In ms. */
const SETTLED_MS = 60_000;
const IDLE_MS = countOf(30_000);

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The CPU time of agents without work, in ms a second: in the emulator, and in a process of their own beside it. */
export async function idleAgents(row) {
  const [inside, outside] = await Promise.all([used(true), used(false)]);
  return [
    row(`${AGENTS} idle agents in the emulator: CPU, ms a second / 50`, 'ms', inside.emulator, 50),
    row(`${AGENTS} idle agents beside it: their CPU, ms a second / 50`, 'ms', outside.agents, 50),
    row(`${AGENTS} idle agents beside it: CPU of the emulator, ms a second / 50`, 'ms', outside.emulator, 50),
  ];
}

async function used(isInside) {
  const server = fork(new URL('../programs/agentsServer.mjs', import.meta.url), [
    AGENTS,
    isInside ? 'inside' : 'outside',
  ]);
  const [{ endpoint, office, keys }] = await once(server, 'message');
  const stop = new AbortController();
  const agents = Object.entries(keys).map(([agentId, key]) =>
    defineAgent({ onMessage: () => 'yes', onTask: () => 'done' }).run({
      endpoint,
      officeId: office,
      agentId,
      signingKey: Buffer.from(key, 'hex'),
      signal: stop.signal,
    }),
  );
  const cpu = async () => {
    server.send('cpu');
    const [{ user, system }] = await once(server, 'message');
    const own = process.cpuUsage();
    return { emulator: user + system, agents: own.user + own.system };
  };
  await wait(SETTLED_MS);
  const before = await cpu();
  await wait(IDLE_MS);
  const after = await cpu();
  stop.abort();
  await Promise.all(agents);
  server.disconnect();
  const each = (name) => (after[name] - before[name]) / IDLE_MS;
  return { emulator: each('emulator'), agents: each('agents') };
}
