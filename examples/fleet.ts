// A fleet of three processes: each runs its share of the agents, and the others take over when it dies. The environment has the ENDPOINT,
// the AGENTS (JSON: a list of `{ officeId, agentId, key }`, with keys in hex) and REDIS_URL, or else the folder STATE.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type AgentState, defineAgent, runFleet } from '@mitosislabs/agent';
import { fileState } from '@mitosislabs/agent/files';
import { redisState } from '@mitosislabs/agent/redis';
import { createClient } from 'redis';

const { ENDPOINT = '', AGENTS = '[]', REDIS_URL, STATE = './fleet-state' } = process.env;

const agent = defineAgent({
  capabilities: ['chat'],
  onMessage: (message, reply) => reply.send(`Process ${process.pid} heard: ${message.content}`),
  onTask: async (task) => `Process ${process.pid} did: ${task.title}.`,
  onError: (error) => console.error(process.pid, error),
});

/** One process of the fleet: works until its signal fires, and then hands its agents over. */
async function work(state: AgentState): Promise<void> {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  const places: { officeId: string; agentId: string; key: string }[] = JSON.parse(AGENTS);
  const agents = places.map(({ officeId, agentId, key }) => ({
    agent,
    endpoint: ENDPOINT,
    officeId,
    agentId,
    signingKey: Buffer.from(key, 'hex'),
  }));
  await runFleet({ agents, state, signal: stop.signal });
}

/** Starts the processes, and starts them again when they die. Kubernetes does this too. */
function supervise(): void {
  let isStopping = false;
  const start = (): void => {
    const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, WORKER: '1' } });
    console.log(`started ${child.pid}`);
    const stop = (): void => void child.kill('SIGTERM');
    process.once('SIGTERM', stop);
    child.once('exit', () => {
      process.off('SIGTERM', stop);
      if (!isStopping) start();
    });
  };
  process.once('SIGTERM', () => {
    isStopping = true;
  });
  for (let count = 0; count < 3; count++) start();
}

if (process.env['WORKER'] === undefined) supervise();
else if (REDIS_URL === undefined) await work(fileState(STATE));
else {
  const client = createClient({ url: REDIS_URL });
  const state = redisState({ client });
  await client.connect();
  await work(state);
  await client.close();
}
