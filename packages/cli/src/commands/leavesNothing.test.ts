import { chmod, type FileHandle, lstat, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@mitosislabs/tooling/serve';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Home, type MiOptions, makeHome } from '../../testing/runMi.ts';

// Each passphrase takes half a second, and far more on a busy machine.
vi.setConfig({ testTimeout: 240_000, maxConcurrency: 16 });
afterEach(() => vi.restoreAllMocks());

const KEY = 'mi_canary_0123456789abcdef';
const PASSPHRASE = 'canary-4711';
const ARIA = {
  name: 'aria',
  modelTier: 'sonnet',
  modelProvider: 'anthropic',
  status: { phase: 'Running', ready: true },
};

interface Case {
  name: string;
  args: string[];
  options?: MiOptions;
  /** Whether it sends requests. */
  sends?: boolean;
  /** Whether it writes new files, or also replaces some. */
  writes?: 'new' | 'replaces';
}

const env = { MITOSIS_KEY_PASSPHRASE: PASSPHRASE };
const cases: Case[] = [
  { name: 'init', args: ['init', '--endpoint', 'https://new.example', '--office', 'o2'], writes: 'replaces' },
  {
    name: 'login, a key',
    args: ['login', '--token', '-'],
    options: { stdin: KEY },
    sends: true,
    writes: 'replaces',
  },
  {
    name: 'login, another profile',
    args: ['login', '--token', '-', '--profile', 'work', '--endpoint', 'URL', '--dashboard', 'URL'],
    options: { stdin: 'mi_another_0123456789abcdef' },
    sends: true,
    writes: 'replaces',
  },
  { name: 'logout', args: ['logout'], writes: 'replaces' },
  { name: 'auth switch', args: ['auth', 'switch', 'other'], writes: 'replaces' },
  { name: 'auth logout --remove', args: ['auth', 'logout', 'other', '--remove'], writes: 'replaces' },
  { name: 'keys generate', args: ['keys', 'generate', '-a', 'nova'], writes: 'new' },
  { name: 'keys generate, new office', args: ['keys', 'generate', '-a', 'nova', '-o', 'o9'], writes: 'new' },
  { name: 'keys generate --force', args: ['keys', 'generate', '-a', 'aria', '--force'], writes: 'replaces' },
  {
    name: 'keys generate --encrypt',
    args: ['keys', 'generate', '-a', 'nova', '--encrypt'],
    options: { env },
    writes: 'new',
  },
  {
    name: 'keys import',
    args: ['keys', 'import', '-a', 'nova', '-'],
    options: { stdin: '01'.repeat(32) },
    writes: 'new',
  },
  {
    name: 'keys import --force',
    args: ['keys', 'import', '-a', 'aria', '-', '--force'],
    options: { stdin: '01'.repeat(32) },
    writes: 'replaces',
  },
  {
    name: 'keys export',
    args: ['keys', 'export', '-a', 'aria', '--out', 'FOLDER/copy.json'],
    options: { env },
    writes: 'new',
  },
  { name: 'keys rotate', args: ['keys', 'rotate', '-a', 'aria'], sends: true, writes: 'replaces' },
  { name: 'files download', args: ['files', 'download', 'o1', 'x.txt', '-o', 'FOLDER/x.txt'], sends: true },
  { name: 'files upload', args: ['files', 'upload', 'o1', 'FOLDER/here.txt'], sends: true },
  { name: 'offices create', args: ['offices', 'create', '-n', 'x'], sends: true },
  { name: 'offices delete', args: ['offices', 'delete', 'o1', '--yes'], sends: true },
  { name: 'agents hire', args: ['agents', 'hire', '-n', 'x'], sends: true },
  { name: 'agents fire', args: ['agents', 'fire', 'o1', 'aria', '--yes'], sends: true },
  { name: 'tasks create', args: ['tasks', 'create', '-t', 'x'], sends: true },
  { name: 'credits add', args: ['credits', 'add', '-a', '1', '-r', 'x'], sends: true },
  { name: 'send', args: ['send', 'o1', 'aria', 'hello'], sends: true },
  { name: 'api', args: ['api', 'DELETE', '/api/v1/offices/o1'], sends: true },
];

/** A home with an account, a second profile, a key for any host, and a working folder. */
async function filledHome(url: string): Promise<Home> {
  const home = await makeHome({ MITOSIS_OFFICE: 'o1' });
  const root = join(home.path, '.os1');
  await mkdir(join(root, 'keys/o1'), { recursive: true, mode: 0o700 });
  await mkdir(join(root, 'sessions'), { mode: 0o700 });
  await mkdir(join(home.path, 'work'));
  const hosts = { endpoint: url, dashboardEndpoint: url };
  const config = {
    ...hosts,
    apiKey: KEY,
    profiles: { other: { ...hosts, apiKey: 'mi_other_0123456789abcdef' } },
  };
  await writeFile(join(root, 'config.json'), JSON.stringify(config));
  await writeFile(join(root, 'keys/o1/aria.key'), Buffer.alloc(32, 7));
  await writeFile(join(home.path, 'work/here.txt'), 'hello');
  for (const name of ['config.json', 'keys/o1/aria.key']) await chmod(join(root, name), 0o600);
  return home;
}

/** Everything below a folder: names, modes and bytes. */
async function contents(folder: string): Promise<unknown> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const stats = await lstat(join(folder, name));
      return [name, stats.mode, stats.isFile() && (await readFile(join(folder, name), 'hex'))];
    }),
  );
}

const argsIn = ({ args }: Case, home: Home, url = 'http://127.0.0.1:1') =>
  args.map((word) => word.replace('FOLDER', join(home.path, 'work')).replace('URL', url));

/** Runs a command that must fail, and compares the home folder. */
async function expectNothing(one: Case, home: Home, run: () => Promise<{ code: number }>): Promise<void> {
  const before = await contents(home.path);
  const outcome = await run();
  expect(outcome.code, `${one.name}: ${JSON.stringify(outcome)}`).not.toBe(0);
  expect(await contents(home.path), one.name).toEqual(before);
}

const named = (chosen: Case[]) => chosen.map((one) => [one.name, one] as const);

// Most of the time they wait to try again.
describe.concurrent.each(named(cases.filter(({ sends }) => sends)))('%s', (_, one) => {
  test.each<[string, Parameters<typeof serve>[0]]>([
    ['refuses (403)', (_, response) => void response.writeHead(403).end('{"error":"forbidden"}')],
    ['does not know (404)', (_, response) => void response.writeHead(404).end('{"error":"not found"}')],
    ['finds wrong (400)', (_, response) => void response.writeHead(400).end('{"error":"bad request"}')],
    ['answers with no JSON', (_, response) => void response.writeHead(400).end('<html>')],
    ['closes the connection', (request) => void request.socket.destroy()],
    [
      'closes the connection in the middle of its answer',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"half":', () => request.socket.destroy());
      },
    ],
  ])('error: the server %s: nothing is left behind', async (_, handler) => {
    await using server = await serve((request, response) => {
      request.resume();
      handler(request, response);
    });
    await using home = await filledHome(server.url);
    await expectNothing(one, home, () => home.mi(argsIn(one, home, server.url), one.options));
  });

  test('error: Ctrl-C while the server does not answer: nothing is left behind', async () => {
    let asked = (): void => undefined;
    const request = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await using server = await serve((incoming) => {
      incoming.resume();
      asked();
    });
    await using home = await filledHome(server.url);
    await expectNothing(one, home, async () => {
      const running = home.start(argsIn(one, home, server.url), one.options);
      await request;
      running.interrupt();
      return running.outcome;
    });
  });
});

describe.each(named(cases.filter(({ writes }) => writes)))('%s', (_, one) => {
  test('error: the disk is full, at each write: nothing is left behind', async () => {
    await using server = await serve((request, response) => {
      request.resume();
      response.setHeader('Content-Type', 'application/json');
      response.end(request.url?.includes('employees/') ? JSON.stringify(ARIA) : '[]');
    });
    const probe = await open(new URL(import.meta.url));
    const prototype = Object.getPrototypeOf(probe);
    await probe.close();
    for (let step = 1; ; step++) {
      await using home = await filledHome(server.url);
      let calls = 0;
      server.seen.length = 0;
      const fail = (method: 'writeFile' | 'sync' | 'chmod') => {
        const original: (...args: unknown[]) => Promise<unknown> = prototype[method];
        return vi.spyOn(prototype, method).mockImplementation(async function (
          this: unknown,
          ...args: unknown[]
        ) {
          // A replaced file that could not be synced in its folder is replaced all the same.
          const isFolder = one.writes === 'replaces' && (await (this as FileHandle).stat()).isDirectory();
          if (isFolder) return original.apply(this, args);
          // Later writes work: they clean up.
          if (++calls === step) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
          return original.apply(this, args);
        });
      };
      const before = await contents(home.path);
      const spies = (['writeFile', 'sync', 'chmod'] as const).map(fail);
      const outcome = await home.mi(argsIn(one, home, server.url), one.options);
      for (const spy of spies) spy.mockRestore();
      if (calls < step) {
        expect(step, one.name).toBeGreaterThan(1);
        return;
      }
      // Once the platform got a new key, both keys are kept.
      const isTold = server.seen.some(({ method }) => method === 'PATCH');
      if (outcome.code !== 0 && !isTold)
        expect([step, await contents(home.path)], one.name).toEqual([step, before]);
    }
  });
});

test.each<[string, string[], MiOptions]>([
  ['a key that is there', ['keys', 'generate', '-a', 'aria'], {}],
  ['a bad name', ['keys', 'generate', '-a', '../x'], {}],
  ['a bad office', ['keys', 'generate', '-a', 'x', '-o', '../x'], {}],
  ['no passphrase', ['keys', 'generate', '-a', 'nova', '--encrypt'], {}],
  [
    'a wrong passphrase',
    ['keys', 'import', '-a', 'nova', 'FOLDER/encrypted.json'],
    { env: { MITOSIS_KEY_PASSPHRASE: 'wrong' } },
  ],
  ['no key', ['keys', 'import', '-a', 'nova', '-'], { stdin: 'no key' }],
  ['no file', ['keys', 'import', '-a', 'nova', '/nowhere'], {}],
  ['a bad endpoint', ['init', '--endpoint', 'nonsense'], {}],
  ['an unsafe endpoint', ['init', '--endpoint', 'http://evil.example'], {}],
  ['an unknown profile', ['auth', 'switch', 'stranger'], {}],
  ['an unknown profile to init', ['init', '--profile', 'stranger', '--office', 'x'], {}],
  ['an unknown option', ['keys', 'generate', '-a', 'nova', '--frce'], {}],
  ['a file that is there', ['keys', 'export', '-a', 'aria', '--out', 'FOLDER/here.txt'], { env }],
  ['a folder that is not', ['keys', 'export', '-a', 'aria', '--out', 'FOLDER/no/x.json'], { env }],
  ['no folder for a download', ['files', 'download', 'o1', 'x', '-o', 'FOLDER/no/x'], {}],
  ['no file to upload', ['files', 'upload', 'o1', 'FOLDER/no'], {}],
  ['another host', ['keys', 'generate', '-a', 'nova', '--endpoint', 'nonsense'], {}],
])('error: %s: nothing is left behind', async (name, args, options) => {
  await using home = await filledHome('http://127.0.0.1:1');
  if (args.includes('FOLDER/encrypted.json')) {
    const file = join(home.path, 'work/encrypted.json');
    expect(await home.mi(['keys', 'export', '-a', 'aria', '--out', file], { env })).toMatchObject({
      code: 0,
    });
  }
  const one = { name, args };
  await expectNothing(one, home, () => home.mi(argsIn(one, home), options));
});

test('error: in an empty home, too', async () => {
  await using home = await makeHome({ MITOSIS_OFFICE: 'o1', MITOSIS_ENDPOINT: 'http://127.0.0.1:1' });
  for (const one of cases.filter(({ name }) => /generate|import/.test(name))) {
    await writeFile(join(home.path, '.os1'), 'in the way');
    await expectNothing(one, home, () => home.mi(one.args, one.options));
  }
});

test('behavior: a new key is bound to the host; other keys are not', async () => {
  await using home = await filledHome('http://127.0.0.1:1');
  expect(await home.mi(['keys', 'generate', '-a', 'nova'])).toMatchObject({ code: 0 });
  expect((await readdir(join(home.path, '.os1/keys/o1'))).sort()).toEqual([
    'aria.key',
    'nova.key',
    'nova.key.endpoint',
  ]);
});
