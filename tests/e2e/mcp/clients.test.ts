import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmCache } from '../../runtimes/npmCache.ts';
import { run } from '../mi.ts';
import { root } from '../snippets.ts';

const PROGRAMS = {
  'mitosis-mcp': [join(root, 'packages/mcp/bin/mitosis-mcp.js')],
  'mi mcp': [join(root, 'packages/cli/bin/mi.js'), 'mcp'],
};
const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let env: Record<string, string>;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-clients-'));
  emulator = await startEmulator({ readyAfterMs: 0 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  env = {
    HOME: home,
    PATH: process.env['PATH'] ?? '',
    MITOSIS_HOME: join(home, '.os1'),
    MITOSIS_ENDPOINT: endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
    MITOSIS_API_KEY: apiKey,
  };
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await mi.offices.create({ name: 'acme' });
  await mi.employees.hire(id, { name: 'aria' });
  await mi.employees.waitUntilReady(id, 'aria');
});
afterAll(async () => {
  await emulator.close();
  await rm(home, { recursive: true, force: true });
});

test.each(Object.entries(PROGRAMS))(
  'default: the official client asks an agent through %s',
  async (_, args) => {
    for (const mode of ['auto', 'legacy'] as const) {
      const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
      const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'pipe' });
      await client.connect(transport);
      expect((await client.listTools()).tools).toHaveLength(15);
      const result = await client.callTool({
        name: 'ask_agent',
        arguments: { agent: 'aria', message: 'hello' },
      });
      expect(result.structuredContent).toMatchObject({ data: { answer: 'aria here. You said: hello' } });
      const pid = transport.pid;
      await client.close();
      // The server ends with its client.
      await expect.poll(() => isAlive(pid)).toBe(false);
    }
  },
);

function isAlive(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('default: the example asks an agent', async () => {
  // The package of this repository in place of the published one.
  const bin = join(home, 'bin');
  await mkdir(bin);
  const line = [process.execPath, ...PROGRAMS['mitosis-mcp']].map((word) => `"${word}"`).join(' ');
  await writeFile(join(bin, 'npx'), `#!/bin/sh\nexec ${line}\n`, { mode: 0o755 });
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const args = [tsx, join(root, 'examples/mcp-client.ts'), 'aria', 'hello'];
  const { code, stdout, stderr } = await run(process.execPath, args, {
    home,
    env: { ...env, PATH: `${bin}:${env['PATH']}` },
  });
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('"answer":"aria here. You said: hello"');
});

test('error: a mi without the package says how to install it', async () => {
  // As it is published: with no other package beside it.
  const lonely = join(home, 'lonely');
  await mkdir(lonely);
  for (const name of await readdir(join(root, 'packages/cli'))) {
    if (['bin', 'dist', 'package.json'].includes(name)) {
      await cp(join(root, 'packages/cli', name), join(lonely, name), { recursive: true });
    }
  }
  for (const words of [['mcp'], ['mcp', 'install', '--client', 'cursor', '--yes']]) {
    const ended = await run(process.execPath, [join(lonely, 'bin/mi.js'), ...words], { home, env });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('npm install @mitosislabs/mcp');
  }
});

test("behavior: Inspector's command line lists and calls tools", async () => {
  // It passes on no other variables.
  const variables = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith('MITOSIS_') ? ['-e', `${name}=${value}`] : [],
  );
  const inspect = async (...words: string[]) => {
    const cli = ['-y', '-p', 'node@22', '-p', INSPECTOR, 'mcp-inspector', '--cli', ...variables];
    const args = [...cli, process.execPath, ...PROGRAMS['mitosis-mcp'], ...words];
    const { code, stdout, stderr } = await run('npx', args, { home, env: { ...env, ...(await npmCache()) } });
    expect({ code, stderr }, stdout).toMatchObject({ code: 0 });
    return JSON.parse(stdout);
  };
  const { tools } = await inspect('--method', 'tools/list');
  expect(tools.map(({ name }: { name: string }) => name)).toContain('ask_agent');
  const args = ['--tool-name', 'ask_agent', '--tool-arg', 'agent=aria', '--tool-arg', 'message=hi'];
  const { structuredContent } = await inspect('--method', 'tools/call', ...args);
  expect(structuredContent).toMatchObject({ data: { answer: 'aria here. You said: hi' } });
  const { resourceTemplates } = await inspect('--method', 'resources/templates/list');
  expect(resourceTemplates).toHaveLength(1);
});

test('error: without an account the program says how to sign in, and writes nothing to standard output', async () => {
  const [script = ''] = PROGRAMS['mitosis-mcp'];
  const outcome = await run(process.execPath, [script], {
    home,
    env: { PATH: env['PATH'] ?? '', HOME: home, MITOSIS_HOME: join(home, 'none') },
  });
  expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('login') });
  expect(await run(process.execPath, [script, '--tols', 'all'], { home, env })).toMatchObject({
    code: 2,
    stdout: '',
  });
  expect(await run(process.execPath, [script, '--version'], { home, env })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});
