import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { miFile, run, tsx } from './mi.ts';
import { root } from './snippets.ts';

let emulator: Emulator;
let home: string;
let env: Record<string, string>;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  home = await mkdtemp(join(tmpdir(), 'mitosis-acp-'));
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await mi.offices.create({ name: 'acme' });
  await mi.employees.hire(id, { name: 'aria' });
  await mi.employees.waitUntilReady(id, 'aria');
  env = {
    MITOSIS_ENDPOINT: endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
    MITOSIS_API_KEY: apiKey,
    MITOSIS_OFFICE: id,
  };
});
afterAll(async () => {
  await emulator?.close();
  await rm(home, { recursive: true, force: true });
});

/** The messages of an editor that initializes and ends. */
const input = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: 1 } })}\n`;

test('default: the example asks an agent through the agent server', async () => {
  const args = [...tsx, join(root, 'examples/acp-editor.ts'), 'aria', 'hello'];
  const ended = await run(process.execPath, args, { home, env });
  expect(ended).toEqual({ code: 0, stderr: '', stdout: 'aria here. You said: hello\nend_turn\n' });
});

test('default: the built mi loads the package, and answers with nothing but the protocol', async () => {
  const { code, stdout, stderr } = await run(process.execPath, [miFile, 'acp', 'aria'], { home, env, input });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { agentInfo: { title: 'aria' } } });
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
  const ended = await run(process.execPath, [join(lonely, 'bin/mi.js'), 'acp', 'aria'], { home, env, input });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain('@mitosislabs/acp is not installed');
  expect(ended.stderr).toContain('npm install @mitosislabs/acp');
});

test('error: without an account the program says what to do, and prints nothing else', async () => {
  const program = join(root, 'packages/acp/bin/mitosis-acp.js');
  const ended = await run(process.execPath, [program, 'aria'], { home, input });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain('mi login');
  expect(await run(process.execPath, [program], { home, input })).toMatchObject({ code: 2, stdout: '' });
});
