import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bundleWorker } from '../../testing/bundleWorker.ts';

/** The number of kills. More of them: `KILLS=1000`. */
const KILLS = Number(process.env['KILLS'] ?? 16);
/** Requests in flight at a time. */
const CLIENTS = 8;

interface Address {
  readonly endpoint: string;
  readonly dashboardEndpoint: string;
  readonly apiKey: string;
}

let data: string;
let worker: Awaited<ReturnType<typeof bundleWorker>>;
let child: ChildProcess | undefined;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'mitosis-kills-'));
  worker = await bundleWorker('dataWorker.mjs');
});
afterEach(() => child?.kill('SIGKILL'));
afterAll(async () => {
  await rm(data, { recursive: true, force: true });
  await worker.remove();
});

/** Starts the emulator in a process of its own. */
async function start(): Promise<{ address: Address; process: ChildProcess }> {
  const started = spawn(process.execPath, [worker.path, data], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child = started;
  const ended = once(started, 'exit').then(([code]) => {
    throw new Error(`the emulator did not start: exit code ${code}`);
  });
  const [address] = (await Promise.race([once(started, 'message'), ended])) as [Address];
  ended.catch(() => undefined);
  return { address, process: started };
}

async function call<T>({ apiKey }: Address, url: string, method: string, body?: object): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

test(`behavior: no acknowledged row is lost in ${KILLS} kills under load`, async () => {
  let running = await start();
  const office = await call<{ id: string }>(
    running.address,
    `${running.address.dashboardEndpoint}/api/offices`,
    'POST',
    { name: 'acme' },
  );
  const acknowledged = new Set<string>();
  const tasksUrl = ({ endpoint }: Address) => `${endpoint}/api/v1/offices/${office.id}/tasks`;
  for (let kill = 0; kill < KILLS; kill++) {
    const { address, process: victim } = running;
    let isAlive = true;
    const before = acknowledged.size;
    let onEnough = (): void => undefined;
    const enough = new Promise<void>((resolve) => {
      onEnough = resolve;
    });
    // A kill hits requests at different stages: after a random number of responses, in the middle of others.
    const wanted = 1 + Math.floor(Math.random() * 40);
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (isAlive) {
        try {
          const task = await call<{ id: string }>(address, tasksUrl(address), 'POST', {
            title: `task of kill ${kill}`,
            description: 'x'.repeat(Math.floor(Math.random() * 20_000)),
          });
          acknowledged.add(task.id);
          if (acknowledged.size - before >= wanted) onEnough();
        } catch (error) {
          if (isAlive) throw error;
        }
      }
    });
    await Promise.race([enough, ...clients]);
    isAlive = false;
    const exited = once(victim, 'exit');
    victim.kill('SIGKILL');
    await exited;
    await Promise.all(clients);
    running = await start();
    const url = tasksUrl(running.address);
    const { total } = await call<{ total: number }>(running.address, `${url}/stats`, 'GET');
    expect(total).toBeGreaterThanOrEqual(acknowledged.size);
    const newest = await call<{ id: string }[]>(running.address, `${url}?limit=1000`, 'GET');
    const ids = new Set(newest.map(({ id }) => id));
    // Rows of unanswered requests can stand between them.
    expect([...acknowledged].slice(-500).filter((id) => !ids.has(id))).toEqual([]);
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS);
});
