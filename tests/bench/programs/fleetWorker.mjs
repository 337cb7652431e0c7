// One process of the fleet of the benchmark. It reports the CPU time that it has used.
import { defineAgent, runFleet } from '@mitosislabs/agent';
import { redisState } from '@mitosislabs/agent/redis';
import { createClient } from 'redis';

const { endpoint, socket, agents } = JSON.parse(process.argv[2]);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.on('message', () => process.send(process.cpuUsage()));

const agent = defineAgent({
  onMessage: (_, reply) => reply.send('answer'),
  onTask: () => 'done',
});
const client = createClient({ socket: { path: socket } });
const state = redisState({ client });
await client.connect();
await runFleet({
  state,
  signal: stop.signal,
  agents: agents.map(([officeId, agentId]) => ({
    agent,
    endpoint,
    officeId,
    agentId,
    signingKey: new Uint8Array(32).fill(7),
  })),
});
await client.close();
process.disconnect();
