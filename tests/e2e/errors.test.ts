import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { Keystore, MitosisClient } from '@mitosislabs/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mi } from './mi.ts';

let emulator: Emulator;
let home: string;
let office: string;
let broke: string;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50, initialCredits: 0 });
  home = await mkdtemp(join(tmpdir(), 'mitosis-errors-'));
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  await new Keystore({ basePath: join(home, '.os1') }).saveConfig({ endpoint, dashboardEndpoint, apiKey });
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey, validate: 'strict' });
  office = (await client.offices.create({ name: 'acme', forceCreate: true })).id;
  await client.credits.add(office, { amount: 100, reason: 'topup' });
  await client.employees.hire(office, { name: 'aria' });
  broke = (await client.offices.create({ name: 'broke', forceCreate: true })).id;
});

afterAll(async () => {
  await emulator?.close();
  await rm(home, { recursive: true, force: true });
});

const KEY = 'mi_canary_of_somebody_else';

test.each([
  [
    'an endpoint that is down',
    () => ['offices', 'list', '--endpoint', 'http://127.0.0.1:9'],
    { MITOSIS_API_KEY: KEY },
    9,
    /could not reach http:\/\/127\.0\.0\.1:9/i,
  ],
  ['a wrong key', () => ['offices', 'list'], { MITOSIS_API_KEY: KEY }, 3, /API key is not/],
  ['an unknown office', () => ['agents', 'list', '-o', 'nowhere'], {}, 5, /no office nowhere/],
  ['a taken name', () => ['agents', 'hire', '-o', office, '-n', 'aria'], {}, 6, /aria is taken/],
  ['no credits', () => ['tasks', 'create', '-o', broke, '-t', 'anything'], {}, 7, /out of credits/],
  ['a number that is none', () => ['agents', 'logs', office, 'aria', '--tail', 'abc'], {}, 2, /tail/],
  ['a command that is none', () => ['ofices', 'list'], {}, 2, /offices/],
] as const)('error: %s: one clear line, what to do next, and exit code', async (_, args, env, code, line) => {
  // A key from the environment goes to the endpoint from the environment.
  const endpoint =
    'MITOSIS_API_KEY' in env && !args().includes('--endpoint') ? { MITOSIS_ENDPOINT: emulator.endpoint } : {};
  const ended = await mi(args(), { home, env: { ...env, ...endpoint } });
  expect(ended.stderr).toMatch(line);
  expect(ended).toMatchObject({ code, stdout: '' });
  const lines = ended.stderr.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^error: /);
  expect(lines.length).toBeLessThanOrEqual(3);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  expect(ended.stderr).not.toContain(KEY);
});

test('error: no account is signed in', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'mitosis-empty-'));
  const ended = await mi(['whoami'], { home: empty });
  await rm(empty, { recursive: true });
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(ended.stderr).toContain('mi login');
});
