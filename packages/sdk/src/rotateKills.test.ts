import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthenticationError, Keystore, MitosisClient, OS1Error } from './index.ts';

/** `KILLS=200` takes some minutes. */
const KILLS = Number(process.env['KILLS'] ?? 24);
const LANES = 4;
/** Requests that a server in trouble spoils: the answer is lost after it was done, or it fails before. In percent. */
const SPOILT = 10;

let emulator: Emulator;
let folder: string;
let worker: string;
/** How many requests about agents the server fails or spoils now. */
let trouble: 'none' | 'some' | 'all' = 'none';
beforeAll(async () => {
  emulator = await startEmulator({
    brain: 'none',
    faults: (request) => {
      if (trouble === 'none' || !request.target.includes('/employees/')) return undefined;
      // Reads succeed: a rotation begins only when the agent is found.
      if (trouble === 'all') return request.method === 'GET' ? undefined : 503;
      if (Math.random() * 100 >= SPOILT) return undefined;
      return Math.random() < 0.5 ? 'drop' : 503;
    },
  });
  folder = await mkdtemp(join(tmpdir(), 'rotate-kills-'));
  worker = join(folder, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../test/rotateWorker.mjs', import.meta.url))],
    outfile: worker,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
    external: ['@napi-rs/keyring'],
  });
});
afterAll(async () => {
  await emulator?.close();
  await rm(folder, { recursive: true, force: true });
});

/** An agent whose key is replaced, and the keystore that has it. */
interface Lane {
  office: string;
  basePath: string;
  rotated: number;
  /** How often it was killed while a new key was waiting. */
  waiting: number;
  /** How long an uninterrupted rotation took, in ms. On a busy machine: some seconds. */
  takes: number;
}

const config = () => ({
  endpoint: emulator.endpoint,
  dashboardEndpoint: emulator.dashboardEndpoint,
  apiKey: emulator.apiKey,
});

async function begin(index: number): Promise<Lane> {
  const basePath = join(folder, `${index}`);
  const keystore = new Keystore({ basePath });
  const mi = new MitosisClient(config(), keystore);
  const { id: office } = await mi.offices.create({ name: 'lane', forceCreate: true });
  const { publicKey } = await keystore.generateAndStore(office, 'aria', { endpoint: emulator.endpoint });
  await mi.employees.hire(office, { name: 'aria', customConfig: { publicKey } });
  const lane = { office, basePath, rotated: 0, waiting: 0, takes: 0 };
  await rotateOnce(lane);
  return lane;
}

function startWorker({ basePath, office }: Lane): ChildProcessByStdio<null, Readable, Readable> {
  const args = [worker, basePath, emulator.endpoint, emulator.apiKey, office];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.resume();
  return child;
}

/** Lets a worker replace the key, and says how long that takes. */
async function rotateOnce(lane: Lane): Promise<void> {
  const child = startWorker(lane);
  const closed = once(child, 'close');
  let begun = 0;
  for await (const bytes of child.stdout) {
    begun ||= performance.now();
    if (`${bytes}`.includes('rotated')) break;
  }
  lane.takes = performance.now() - begun;
  child.kill('SIGKILL');
  await closed;
}

/** Whether the platform takes a key. */
async function works(office: string, signingKey: Uint8Array | undefined): Promise<boolean> {
  if (!signingKey) return false;
  const agent = { agentId: 'aria', signingKey };
  try {
    await new MitosisClient({ endpoint: emulator.endpoint, agent }).capabilities.self(office);
    return true;
  } catch (error) {
    if (error instanceof AuthenticationError) return false;
    throw error;
  }
}

/** Starts a worker and kills it at a random moment. */
async function killOne(lane: Lane): Promise<void> {
  const child = startWorker(lane);
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 2 * lane.takes);
    output += bytes;
  });
  // It may end by itself: of a server in trouble.
  await once(child, 'close');
  lane.rotated += output.split('rotated').length - 1;
}

function sum(lanes: readonly Lane[], count: 'waiting' | 'rotated'): number {
  return lanes.reduce((total, lane) => total + lane[count], 0);
}

async function check(lane: Lane, finish: boolean): Promise<void> {
  const { office, basePath } = lane;
  const keystore = new Keystore({ basePath });
  const living = [
    await keystore.loadPrivateKey(office, 'aria'),
    await keystore.loadPendingKey(office, 'aria'),
  ];
  if (living[1]) lane.waiting++;
  const taken = await Promise.all(living.map((key) => works(office, key)));
  expect(taken).toContain(true);
  if (!finish) return;
  await new MitosisClient(config(), keystore).rotateAgentKey(office, 'aria');
  expect(await works(office, await keystore.loadPrivateKey(office, 'aria'))).toBe(true);
  expect(await keystore.loadPendingKey(office, 'aria')).toBeUndefined();
  const names = await readdir(join(basePath, 'keys', office));
  expect(names.filter((name) => !/^aria\.key(\.endpoint|\.bak-\d+)?$/.test(name))).toEqual([]);
}

test.each([
  ['a server that is well', false, KILLS],
  ['a server that loses answers and fails', true, KILLS / 2],
])(
  'behavior: leaves the agent a valid key when killed at any moment: %s',
  async (_, inTrouble, kills) => {
    const lanes = await Promise.all(
      Array.from({ length: LANES }, (_, index) => begin(index + (inTrouble ? LANES : 0))),
    );
    await Promise.all(
      lanes.map(async (lane) => {
        // Until some were killed while a new key was waiting, and some rotations came through.
        for (let kill = 0; kill < kills / LANES || !sum(lanes, 'waiting') || !sum(lanes, 'rotated'); kill++) {
          trouble = inTrouble ? 'some' : 'none';
          await killOne(lane);
          await check(lane, false);
        }
      }),
    );
    trouble = 'none';
    for (const lane of lanes) await check(lane, true);
    if (process.env['SHOW']) process.stdout.write(`${JSON.stringify(lanes)}\n`);
  },
  300_000 + KILLS * 10_000,
);

test('behavior: completes two concurrent rotations with one current key', async () => {
  const lane = await begin(100);
  const mi = () => new MitosisClient(config(), new Keystore({ basePath: lane.basePath }));
  const keys = await Promise.all([1, 2, 3].map(() => mi().rotateAgentKey(lane.office, 'aria')));
  const current = await new Keystore({ basePath: lane.basePath }).getPublicKey(lane.office, 'aria');
  expect(keys.map(({ publicKey }) => publicKey)).toContain(current);
  await check(lane, true);
});

test('error: keeps both keys when the server fails, and resumes with the new one', async () => {
  const lane = await begin(101);
  const keystore = new Keystore({ basePath: lane.basePath });
  const mi = new MitosisClient({ ...config(), maxRetries: 0 }, keystore);
  trouble = 'all';
  await expect(mi.rotateAgentKey(lane.office, 'aria')).rejects.toThrow(OS1Error);
  trouble = 'none';
  const next = await keystore.loadPendingKey(lane.office, 'aria');
  expect(next).toHaveLength(32);
  await check(lane, false);
  await mi.rotateAgentKey(lane.office, 'aria');
  expect(await keystore.loadPrivateKey(lane.office, 'aria')).toEqual(next);
});
