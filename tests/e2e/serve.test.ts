import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { miFile, run, tsx } from './mi.ts';
import { root } from './snippets.ts';

let emulator: Emulator;
let home: string;
let server: ReturnType<typeof spawn>;
let env: Record<string, string>;

// The built mi, as a process of its own.
beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  home = await mkdtemp(join(tmpdir(), 'mitosis-serve-'));
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await mi.offices.create({ name: 'acme' });
  await mi.employees.hire(id, { name: 'aria' });
  await mi.employees.waitUntilReady(id, 'aria');
  server = spawn(process.execPath, [miFile, 'serve', '--port', '0', '--json'], {
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      MITOSIS_KEYCHAIN: 'off',
      MITOSIS_ENDPOINT: endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
      MITOSIS_API_KEY: apiKey,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!server.stdout) throw new Error('no output');
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const { url, key } = JSON.parse(String(line)) as { url: string; key: string };
  env = { SERVE_URL: url, MITOSIS_SERVE_KEY: key };
});
afterAll(async () => {
  if (server?.exitCode === null) {
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }
  await emulator?.close();
  await rm(home, { recursive: true, force: true });
});

const example = (name: string, ...words: string[]) =>
  run(process.execPath, [...tsx, join(root, 'examples', name), ...words], {
    home,
    env,
  });

test('default: the example with the client of OpenAI', async () => {
  expect(await example('openai-client.ts', 'acme/aria', 'hello')).toEqual({
    code: 0,
    stderr: '',
    stdout: 'there is acme/aria\naria here. You said: hello\n',
  });
});

test('default: the example with the client of A2A', async () => {
  const { code, stdout, stderr } = await example('a2a-client.ts', 'acme/aria', 'Audit Q1');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('aria has done “Audit Q1”.\n');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('TASK_STATE_COMPLETED');
});

test('behavior: SIGTERM ends the server', async () => {
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  expect((await exited)[1]).toBe(null);
});
