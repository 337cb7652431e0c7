// A process of a fleet: runs its share of the agents until it is killed or gets SIGTERM. The test sees which process runs each agent.
import { defineAgent, runFleet } from '@mitosislabs/agent';
import { fileState } from '@mitosislabs/agent/files';
import { postgresState } from '@mitosislabs/agent/postgres';
import { redisState } from '@mitosislabs/agent/redis';
import pg from 'pg';
import { createClient } from 'redis';

const { name, store, socket, watcher, agents } = JSON.parse(process.argv[2]);

const stores = {
  files: async () => ({ state: fileState(socket), close: async () => undefined }),
  redis: async () => {
    const client = createClient({ socket: { path: socket } });
    const state = redisState({ client });
    await client.connect();
    return { state, close: () => client.close() };
  },
  postgres: async () => {
    const pool = new pg.Pool({ host: socket, user: 'postgres', connectionTimeoutMillis: 3_000 });
    return { state: postgresState({ pool }), close: () => pool.end() };
  },
};

/** Reports to the test. A connection may break while this process is stopped. */
async function watch(what, agentId, content) {
  for (;;) {
    try {
      await fetch(watcher, { method: 'POST', body: JSON.stringify({ name, what, agentId, content }) });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function agentOf(agentId) {
  return defineAgent({
    onMessage: async ({ content }, reply) => {
      await watch('begin', agentId, content);
      try {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
        await reply.send(content);
      } finally {
        await watch('end', agentId, content);
      }
    },
    onTask: async ({ title }) => {
      await watch('begin', agentId, title);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await watch('end', agentId, title);
      return `${title} by ${name}`;
    },
    onError: (error) => {
      if (error.code === 'lease_lost') void watch('lost', agentId, '');
    },
  });
}

async function main() {
  process.once('disconnect', () => process.exit(1));
  process.channel.unref();
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  const { state, close } = await stores[store]();
  const described = agents.map(({ key, ...agent }) => ({
    ...agent,
    agent: agentOf(agent.agentId),
    graceMs: 60_000,
    signingKey: Buffer.from(key, 'hex'),
  }));
  await runFleet({ agents: described, state, signal: stop.signal });
  await close();
}

void main();
