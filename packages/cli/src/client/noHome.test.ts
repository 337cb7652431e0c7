import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeHome, ownerOf } from '../../testing/runMi.ts';
import type { Context } from '../Context.ts';
import { loadSettings } from './connect.ts';

let emulator: Emulator;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'no-home-'));
  await writeFile(join(folder, 'a-file'), '');
  await writeFile(join(folder, 'report.md'), '# Report');
  emulator = await startEmulator({ readyAfterMs: 0 });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator?.close();
  await rm(folder, { recursive: true });
});

/** Every command that stores no credentials, in an order in which each finds what it needs. */
const COMMANDS: readonly (readonly string[])[] = [
  ['whoami'],
  ['offices', 'create', '-n', 'acme'],
  ['offices', 'list'],
  ['agents', 'hire', '-n', 'aria', '-m', 'sonnet', '--wait'],
  ['agents', 'list'],
  ['agents', 'get', 'aria'],
  ['agents', 'logs', 'aria', '-t', '1'],
  ['agents', 'activity', 'aria'],
  ['send', 'aria', 'hello', '--wait'],
  ['chat', 'aria'],
  ['tasks', 'create', '-t', 'Audit'],
  ['tasks', 'list'],
  ['tasks', 'stats'],
  ['files', 'upload', 'report.md'],
  ['files', 'ls'],
  ['files', 'download', 'report.md', '-o', '-'],
  ['credits', 'balance'],
  ['credits', 'history'],
  ['api', 'GET', '/api/v1/offices'],
  ['doctor'],
  ['agents', 'fire', 'aria', '--yes'],
];

describe.each([
  ['is empty', () => ''],
  ['is not there', () => '/nonexistent/home'],
  ['is no path', () => 'home'],
  ['is a file', () => join(folder, 'a-file')],
])('a home that %s', (_, path) => {
  test('default: with a key and an endpoint no command needs a home or writes anything', async () => {
    vi.stubEnv('HOME', path());
    // An office of its own: the number of agents hired at once is limited.
    await using platform = await startEmulator({ readyAfterMs: 0 });
    const env = { ...ownerOf(platform), MITOSIS_HOME: '' };
    await using home = await makeHome(env);
    const start = process.cwd();
    process.chdir(folder);
    try {
      for (const args of COMMANDS) {
        const outcome = await home.mi([...args], { stdin: args[0] === 'chat' ? 'hello\n' : '' });
        expect(outcome, `${args.join(' ')}: ${outcome.stderr}`).toMatchObject({ code: 0 });
      }
    } finally {
      process.chdir(start);
    }
    expect((await readdir(folder)).sort()).toEqual(['a-file', 'report.md']);
    expect(await readdir(home.path)).toEqual([]);
  });
});

/** Keystores that cannot be used, by what is wrong with them. */
const BROKEN: readonly [what: string, spoil: (base: string) => Promise<unknown>][] = [
  ['is a file', (base) => writeFile(base, '')],
  ['is a link to nothing', (base) => symlink(`${base}-elsewhere`, base)],
  ['may not be entered', (base) => mkdir(base, { mode: 0o000 })],
  ['is open to others', (base) => mkdir(base).then(() => chmod(base, 0o777))],
  ['has a config that is a folder', (base) => mkdir(join(base, 'config.json'), { recursive: true })],
  [
    'has a config that is a link to nothing',
    (base) => mkdir(base).then(() => symlink('nothing', join(base, 'config.json'))),
  ],
  [
    'has a config that is no JSON',
    (base) => mkdir(base).then(() => writeFile(join(base, 'config.json'), '{"profile"', { mode: 0o600 })),
  ],
  [
    'has a file in place of its keys',
    (base) => mkdir(base, { mode: 0o700 }).then(() => writeFile(join(base, 'keys'), '')),
  ],
];

test.each(BROKEN)(
  'behavior: with a key and an endpoint, commands work with a keystore that %s',
  async (_, spoil) => {
    await using platform = await startEmulator({ readyAfterMs: 0 });
    await using home = await makeHome({
      MITOSIS_API_KEY: platform.apiKey,
      MITOSIS_ENDPOINT: platform.endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: platform.dashboardEndpoint,
    });
    await writeFile(join(home.path, 'a-file'), '');
    await spoil(home.env['MITOSIS_HOME'] ?? '');
    const env = { XDG_CACHE_HOME: join(home.path, 'a-file') };
    const commands = [
      ...COMMANDS.filter((words) => !words.includes('report.md')),
      ['offices', 'get', 'acme'],
      ['tasks', 'create', '-t', 'Audit', '--dry-run'],
      ['api', 'list'],
      ['api', 'offices.list', '--paginate'],
      ['completion', 'bash'],
      ['doctor'],
      ['--version'],
    ];
    for (const args of commands) {
      const outcome = await home.mi([...args], { env, stdin: args[0] === 'chat' ? 'hello\n' : '' });
      expect(outcome, `${args.join(' ')}: ${outcome.stdout} ${outcome.stderr}`).toMatchObject({ code: 0 });
    }
  },
);

test.each(['', 'home', join(tmpdir(), 'a-file-that-is-no-folder')])(
  'error: with the home %j, what stores credentials says what it needs',
  async (path) => {
    vi.stubEnv('HOME', path);
    await using home = await makeHome({ MITOSIS_HOME: '' });
    if (path.startsWith('/')) await writeFile(path, '');
    const { code, stderr } = await home.mi(['login', '--endpoint', emulator.endpoint, '--token', '-'], {
      stdin: emulator.apiKey,
    });
    if (path.startsWith('/')) await rm(path);
    expect(code).not.toBe(0);
    expect(stderr).toContain(path.startsWith('/') ? path : 'HOME');
  },
);

test.each(['', 'home', '/dev/null', '/nonexistent'])(
  'behavior: with a key alone and the home %j, the endpoint is the default one',
  async (path) => {
    vi.stubEnv('HOME', path);
    await using home = await makeHome({ MITOSIS_HOME: '', MITOSIS_API_KEY: 'mi_x', MITOSIS_ENDPOINT: '' });
    const context = { env: home.env } as Context;
    expect(await loadSettings(context)).toMatchObject({
      endpoint: 'https://m.mitosislabs.ai',
      apiKey: { value: 'mi_x', from: 'environment' },
    });
    // A named profile cannot be found there, and could have another endpoint.
    await expect(loadSettings(context, { profile: 'work' })).rejects.toThrow();
  },
);

test('behavior: these commands need no readable config and no current profile', async () => {
  const { endpoint, dashboardEndpoint } = emulator;
  const env = { MITOSIS_API_KEY: emulator.apiKey, MITOSIS_ENDPOINT: endpoint, MI_PROFILE: '' };
  await using home = await makeHome({ ...env, MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint });
  const base = home.env['MITOSIS_HOME'] ?? '';
  await home.mi(['login', '--endpoint', endpoint, '--token', '-'], { stdin: emulator.apiKey });
  for (const content of [
    '',
    '{"profile": 7}',
    '{"endpoint": 7}',
    '{"profile": "work", "profiles": {"work": 7}}',
  ]) {
    await writeFile(join(base, 'config.json'), content);
    expect(await home.mi(['whoami'])).toMatchObject({ code: 0 });
    expect(await home.mi(['whoami'], { env: { MITOSIS_ENDPOINT: '' } })).toMatchObject({ code: 1 });
  }
  await chmod(join(base, 'config.json'), 0o644);
  expect(await home.mi(['whoami'])).toMatchObject({ code: 0 });
});

test('behavior: with a key and both hosts in the environment, only missing settings are read from the keystore', async () => {
  await using home = await makeHome(ownerOf(emulator));
  const base = home.env['MITOSIS_HOME'] ?? '';
  await mkdir(base, { mode: 0o700 });
  const config = join(base, 'config.json');
  await writeFile(config, JSON.stringify({ endpoint: emulator.endpoint, defaultOffice: 'o1' }));
  await chmod(config, 0o644);
  // Reading it is noted.
  expect((await home.mi(['whoami'])).stderr).toContain('note: Other users can read');
  expect(await home.mi(['offices', 'list'])).toMatchObject({ code: 0, stderr: '' });
  const env = { MITOSIS_DASHBOARD_ENDPOINT: '' };
  expect((await home.mi(['offices', 'list'], { env })).stderr).toContain('note: Other users can read');
});
