import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { Keystore } from '../Keystore.ts';

const PROCESSES = 6;
/** The worker changes other things every 10 and every 25 rounds, the last time in the last one. */
const ROUNDS = 50;
/** These are killed while they change the config, and while others wait for them. `KILLS=100` takes some minutes. */
const KILLED = Number(process.env['KILLS'] ?? 5);

let worker: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'together-'));
  worker = await bundleWorker('configWorker.mjs', folder);
  return () => rm(folder, { recursive: true });
});

/** Makes a folder for one keystore. */
async function makePlace(): Promise<AsyncDisposable & { basePath: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'together-'));
  return {
    basePath: join(folder, '.os1'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

interface Worker {
  readonly name: string;
  readonly child: ChildProcess;
  /** Gives the exit code. */
  readonly ended: Promise<number | null>;
  /** The lines that it has printed. */
  readonly lines: string[];
}

function start(basePath: string, mode: string, name: string, rounds: number): Worker {
  const child = spawn(process.execPath, [worker, mode, basePath, name, `${rounds}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout.on('data', (bytes: Buffer) => {
    const parts = (rest + bytes).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return { name, child, ended: once(child, 'close').then(([code]) => code), lines };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The counters, which are all in one text. */
async function counts(basePath: string): Promise<Record<string, number>> {
  return JSON.parse((await new Keystore({ basePath }).loadConfig())?.email ?? '{}');
}

// The second one waits for a lock most of the time.
test.concurrent(
  `behavior: loses no change of ${PROCESSES} processes with ${ROUNDS} changes each while ${KILLED} are killed`,
  async () => {
    await using place = await makePlace();
    const { basePath } = place;
    const workers = Array.from({ length: PROCESSES }, (_, index) =>
      start(basePath, 'count', `w${index}`, ROUNDS),
    );
    const killed: Worker[] = [];
    for (let number = 0; number < KILLED; number++) {
      const victim = start(basePath, 'count', `k${number}`, 1e9);
      killed.push(victim);
      while (victim.lines.length === 0) await pause(5);
      await pause(Math.random() * 50);
      victim.child.kill('SIGKILL');
      await victim.ended;
    }
    expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual(workers.map(() => 0));
    const found = await counts(basePath);
    for (const { name } of workers) expect(found[name], name).toBe(ROUNDS);
    for (const { name, lines } of killed) {
      // The last change may have been made without a report.
      expect([lines.length, lines.length + 1], name).toContain(found[name]);
    }
    const profiles = await new Keystore({ basePath }).listProfiles();
    const names = profiles.map(({ name }) => name);
    for (const { name } of workers) {
      expect(profiles.find((profile) => profile.name === name)?.defaultOffice).toBe(`${ROUNDS}`);
      expect(names).not.toContain(`${name}.gone`);
    }
    await new Keystore({ basePath }).loadConfig();
    expect((await readdir(basePath)).sort()).toEqual(['config.json', 'keys', 'sessions']);
  },
  600_000 + KILLED * 10_000,
);

test.concurrent('behavior: applies the change of a process that was stopped with the lock after the others', async () => {
  await using place = await makePlace();
  const { basePath } = place;
  const stopped = start(basePath, 'stop', 'stopped', 3);
  while (!stopped.lines.includes('["stopping"]')) await pause(5);
  const keystore = new Keystore({ basePath });
  for (let round = 1; round <= 5; round++) {
    await keystore.updateConfig((config) => {
      const before = JSON.parse(config?.email ?? '{}');
      const email = JSON.stringify({ ...before, other: round });
      return { ...config, endpoint: 'https://m.mitosislabs.ai', email };
    });
  }
  expect(await counts(basePath)).toEqual({ stopped: 1, other: 5 });
  stopped.child.kill('SIGCONT');
  expect(await stopped.ended).toBe(0);
  expect(await counts(basePath)).toEqual({ stopped: 3, other: 5 });
  expect((await readdir(basePath)).sort()).toEqual(['config.json', 'keys', 'sessions']);
}, 300_000);
