import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import module from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run as runInProcess } from '@mitosislabs/cli';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './mi.ts';
import { root } from './snippets.ts';

const bin = join(root, 'packages/cli/bin/mi.js');

let home: string;
let server: Server;
let env: Record<string, string>;
let asked = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-cli-'));
  server = createServer((request, response) => {
    asked++;
    if (request.url?.endsWith('/hangs')) return;
    const long = JSON.stringify({ logs: 'a line of the log\n'.repeat(200_000), pod: 'p' });
    response.end(request.url?.includes('/logs') ? long : '[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  env = { MITOSIS_ENDPOINT: `http://127.0.0.1:${port}`, MITOSIS_API_KEY: 'mi_example_0123456789' };
  await writeFile(
    join(home, 'loaded.cjs'),
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(join(home, 'loaded'))},
      JSON.stringify({
        files: Object.keys(require('module')._cache), node: process.moduleLoadList })));`,
  );
});

afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(home, { recursive: true, force: true });
});

const mi = (args: string[], input?: string) =>
  run(process.execPath, [bin, ...args], { home, env, ...(input !== undefined && { input }) });

/** The files and the modules of Node that a run has loaded at its end. */
async function loads(args: string[], variables = env): Promise<{ files: string[]; node: string[] }> {
  const ended = await run(process.execPath, ['--require', join(home, 'loaded.cjs'), bin, ...args], {
    home,
    env: variables,
  });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { files, node } = JSON.parse(await readFile(join(home, 'loaded'), 'utf8')) as Record<
    string,
    string[]
  >;
  const own = (files ?? []).filter((file) => !file.endsWith('loaded.cjs'));
  return { files: own.map((file) => basename(file)), node: node ?? [] };
}

describe('the front', () => {
  test('default: the version and the help need no library', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8'));
    expect((await mi(['--version'])).stdout).toBe(`${version}\n`);
    for (const args of [
      ['--version'],
      ['--help'],
      ['help', 'offices'],
      ['offices'],
      ['offices', 'list', '-h'],
    ]) {
      expect((await loads(args)).files).toEqual(['mi.js']);
    }
  });

  test('behavior: the help that was written by the build is the help', async () => {
    const { stdout } = await mi(['--help']);
    expect(stdout).toContain('usage: mi <command> [options]');
    expect((await mi(['help', '--help'])).stdout).toBe(stdout);
  });

  test('behavior: the help of every command and topic was written by the build, as the command prints it', async () => {
    const folder = join(root, 'packages/cli/dist/help');
    const files = await readdir(folder, { recursive: true });
    const table = await readFile(join(root, 'packages/cli/src/dispatch/commandTable.json'), 'utf8');
    const commands: { path: string }[] = JSON.parse(table);
    expect(files).toEqual(
      expect.arrayContaining(commands.map(({ path }) => `${path.replace(' ', sep)}.txt`)),
    );
    for (const file of files.filter((name) => name.endsWith('.txt'))) {
      const words = file
        .replace(/(index)?\.txt$/, '')
        .split(sep)
        .filter(Boolean);
      const stdout = new PassThrough();
      const printed = text(stdout);
      await runInProcess(file === 'short.txt' ? [] : [...words, '--help'], {
        stdout,
        env: {},
        signal: new AbortController().signal,
      });
      stdout.end();
      expect(await readFile(join(folder, file), 'utf8'), file).toBe(await printed);
    }
  });

  test('behavior: a command loads what it needs', async () => {
    const local = await loads(['auth', 'list', '--json'], {});
    expect(local.files).toContain('keystore.cjs');
    expect(local.files).not.toContain('transport.cjs');
    expect(local.files.length).toBeLessThan(15);
    expect(local.node).not.toContain('NativeModule http');
    expect(local.node).not.toContain('NativeModule crypto');

    const request = await loads(['offices', 'list']);
    expect(request.files).toContain('transport.cjs');
    expect(request.files.length).toBeLessThan(30);
    // Global `fetch` costs 45 ms, and `textWidth` is for tables at a terminal.
    expect(request.files).not.toContain('textWidth.cjs');
    expect(request.node.join()).toContain('NativeModule http');
    expect(request.node.join()).not.toContain('undici');
  });

  test('behavior: compiled code is kept in the cache folder of the user, or not at all', async () => {
    const cache = join(home, 'cache');
    const cached = await run(process.execPath, [bin, 'auth', 'list'], {
      home,
      env: { ...env, XDG_CACHE_HOME: cache },
    });
    expect(cached).toMatchObject({ code: 0 });
    const isKept = 'enableCompileCache' in module;
    expect(await readdir(cache).catch(() => [])).toEqual(isKept ? ['mi'] : []);
    const unwritable = { ...env, XDG_CACHE_HOME: bin };
    expect(await run(process.execPath, [bin, 'auth', 'list'], { home, env: unwritable })).toEqual(cached);
  });
});

describe('pipes and signals', () => {
  test('behavior: a reader that has had enough gets no complaint', async () => {
    const line = `"${process.execPath}" "${bin}" agents logs o1 aria | head -n 1`;
    expect(await run('sh', ['-c', line], { home, env })).toEqual({
      code: 0,
      stdout: 'a line of the log\n',
      stderr: '',
    });
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('behavior: %s ends a request that hangs with %i', async (signal, code) => {
    const before = asked;
    const child = spawn(process.execPath, [bin, 'api', 'GET', '/hangs'], { env: { ...env, HOME: home } });
    await expect.poll(() => asked).toBe(before + 1);
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([code, null]);
  });
});

describe('mi dev', () => {
  /** Starts it and reads the line that it prints. */
  async function dev(
    ...args: string[]
  ): Promise<{ child: ChildProcess; endpoint: string; apiKey: string; seen: Record<string, string> }> {
    const child = spawn(
      process.execPath,
      [bin, 'dev', '--port', '0', '--dashboard-port', '0', '--json', ...args],
      {
        env: { ...process.env, HOME: home },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { endpoint, dashboardEndpoint, apiKey } = JSON.parse(String(line));
    const seen = {
      MITOSIS_ENDPOINT: endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
      MITOSIS_API_KEY: apiKey,
    };
    return { child, endpoint, apiKey, seen };
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'default: it runs until %s, and keeps what was done',
    async (signal) => {
      const data = join(home, `data-${signal}`);
      for (const existing of [undefined, true]) {
        const { child, seen } = await dev('--data', data);
        const created = await run(process.execPath, [bin, 'offices', 'create', '-n', 'kept'], {
          home,
          env: seen,
        });
        expect(created.code).toBe(0);
        expect(JSON.parse(created.stdout).existing).toBe(existing);
        // It has no children, so that it leaves no orphans.
        const children = `/proc/${child.pid}/task/${child.pid}/children`;
        if (process.platform === 'linux') expect(await readFile(children, 'utf8')).toBe('');
        child.kill(signal);
        expect(await once(child, 'close')).toEqual([0, null]);
      }
    },
  );

  test('behavior: SQLite in WebAssembly is not compiled a second time: the process would wait for it at its end', async () => {
    const args = [
      '--trace-wasm-compilation-times',
      bin,
      'dev',
      '--port',
      '0',
      '--dashboard-port',
      '0',
      '--json',
    ];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (!line.startsWith('{')) continue;
      const { endpoint, apiKey } = JSON.parse(line);
      const headers = { Authorization: `Bearer ${apiKey}` };
      for (let request = 0; request < 100; request++) {
        await (await fetch(`${endpoint}/api/v1/offices`, { headers })).text();
      }
      child.kill('SIGINT');
    }
    expect(lines.filter((line) => line.includes('TurboFan'))).toEqual([]);
  });
});
