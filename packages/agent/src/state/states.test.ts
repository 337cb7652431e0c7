import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newToken } from '@mitosislabs/auth/nodeFiles';
import { type DatabaseServer, startPostgres, startRedis } from '@mitosislabs/tooling/databases';
import { isMissing } from '@mitosislabs/tooling/programs';
import pg from 'pg';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fault, memoryState } from '../../test/memoryState.ts';
import type { AgentState } from './AgentState.ts';
import { fileState } from './fileState.ts';
import { postgresState } from './postgresState.ts';
import { redisState } from './redisState.ts';
import { stateChecks } from './stateChecks.ts';

/** Runs all checks on two states of one store. */
function checkAll(states: () => [AgentState, AgentState]): void {
  test.each(stateChecks.map((check) => [check.title, check] as const))('behavior: %s', async (_, check) => {
    await expect(check.run(...states())).resolves.toBeUndefined();
  });
}

let folder: string;
/** The first sign of life beside a process that hangs while it holds the lock. It takes 10 s, beside the other tests. */
let signBesideHang: Promise<unknown>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-state-'));
  const place = join(folder, 'hang');
  const lock = join(place, 'fleet.json.lock');
  await mkdir(lock, { recursive: true });
  // The lock of a process that runs and never says so.
  await writeFile(join(lock, newToken()), '');
  signBesideHang = fileState(place)
    .beat('p', '{}', 8_000)
    .catch((error: unknown) => error);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('files', () => {
  checkAll(() => [fileState(folder), fileState(folder)]);

  test.each(['', '\0\0\0', 'null', '[]', '{"version":1}', '{"version":1,"processes":{'])(
    'error: a broken file of the fleet is named, and left as it is: %j',
    async (text) => {
      const place = await mkdtemp(join(folder, 'broken-'));
      const file = join(place, 'fleet.json');
      await writeFile(file, text);
      await expect(fileState(place).beat('p', '{}', 8_000)).rejects.toMatchObject({
        code: 'state_broken',
        message: expect.stringContaining(file),
      });
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );
});

describe.skipIf(isMissing('redis'))('Redis', () => {
  let server: DatabaseServer;
  const clients: { destroy(): void }[] = [];
  const states: AgentState[] = [];
  beforeAll(async () => {
    server = await startRedis();
    for (let count = 0; count < 2; count++) {
      const client = createClient({ socket: { path: server.socket, tls: false } });
      clients.push(client);
      await client.connect();
      states.push(redisState({ client, prefix: "it's {mine}" }));
    }
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await server?.close();
  });
  checkAll(() => states as [AgentState, AgentState]);
});

describe.skipIf(isMissing('postgres'))('Postgres', () => {
  let server: DatabaseServer;
  const pools: pg.Pool[] = [];
  const states: AgentState[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    for (let count = 0; count < 2; count++) {
      // The strictest isolation by default, which the state must not depend on.
      const pool = new pg.Pool({
        host: server.socket,
        user: 'postgres',
        options: '-c default_transaction_isolation=serializable',
      });
      pools.push(pool);
      states.push(postgresState({ pool }));
    }
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await server?.close();
  });
  checkAll(() => states as [AgentState, AgentState]);
});

describe('in memory', () => {
  const state = memoryState();
  checkAll(() => [state, state]);
});

// Together: each has a store of its own.
test.concurrent.each<Fault>([
  'forgets fences',
  'saves for any lease',
  'saves in any order',
  'gives agents twice',
  'keeps the dead',
  'lets the dead claim',
  'forgets notes',
  'forgets who came back',
  'releases anything',
  'does not release',
  'does not leave',
  'loses texts',
])('behavior: the checks find a store that %s', async (fault) => {
  const state = memoryState(fault);
  const results = await Promise.allSettled(stateChecks.map((check) => check.run(state, state)));
  expect(results.some(({ status }) => status === 'rejected')).toBe(true);
});

test('behavior: the lock of a process that hangs is taken over', async () => {
  expect(await signBesideHang).toEqual({ processes: [{ id: 'p', note: '{}' }], leases: [] });
});
