import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Home, makeHome, ownerOf } from '../../testing/runMi.ts';

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let home: Home;
let office: string;
beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  home = await makeHome(ownerOf(emulator));
  office = JSON.parse((await home.mi(['offices', 'create', '-n', 'acme', '--json'])).stdout).id;
  expect((await home.mi(['agents', 'hire', '-n', 'aria', '--wait'])).code).toBe(0);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await emulator.close();
});

const line = (message: object) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
const initialize = line({
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
});
const callTool = (name: string, args: object) =>
  line({ id: 2, method: 'tools/call', params: { name, arguments: args } });

/** Runs a session over standard input and output, and returns the result of one call. */
async function session(args: string[], call: string): Promise<Record<string, never>> {
  const running = home.start(['mcp', ...args]);
  const stdin = running.stdin as unknown as NodeJS.WritableStream;
  stdin.write(initialize);
  await running.until(/"id":1/);
  stdin.write(line({ method: 'notifications/initialized' }));
  stdin.write(call);
  await running.until(/"id":2[^\n]*\n|\n[^\n]*"id":2[^\n]*\n/);
  stdin.end();
  const { code, stdout, stderr } = await running.outcome;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const messages = stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  return messages.find(({ id }) => id === 2).result;
}

describe('mi mcp', () => {
  test('default: a client asks an agent over standard input and output', async () => {
    const { structuredContent } = await session(
      [],
      callTool('ask_agent', { agent: 'aria', message: 'hello' }),
    );
    expect(structuredContent).toMatchObject({ data: { answer: 'aria here. You said: hello' } });
  });

  test('behavior: --office, --read-only and --allow decide what is offered', async () => {
    const args = ['--office', 'acme', '--read-only', '--allow', 'list_agents,tasks.*'];
    const { tools } = await session(args, line({ id: 2, method: 'tools/list' }));
    const names = (tools as unknown as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['list_agents', 'list_tasks', 'call_operation']));
    for (const name of ['create_task', 'ask_agent', 'read_file']) expect(names).not.toContain(name);
  });

  test('behavior: --as acts as an agent whose key is here', async () => {
    expect((await home.mi(['keys', 'rotate', '-a', 'aria'])).code).toBe(0);
    const call = callTool('call_operation', { operation: 'capabilities.self', input: {} });
    expect(await session(['--as', 'aria'], call)).toMatchObject({
      structuredContent: { data: expect.anything() },
    });
    expect(await home.mi(['mcp', '--as', 'zoe', '-o', office], { stdin: '' })).toMatchObject({
      code: 5,
      stdout: '',
      stderr: expect.stringContaining('zoe'),
    });
  });

  test('behavior: --http prints an address that needs the token', async () => {
    const running = home.start(['mcp', '--http', '--json']);
    const [text = ''] = await running.until(/\{.*\}/);
    const { url, token } = JSON.parse(text);
    expect((await fetch(url, { method: 'POST' })).status).toBe(401);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    const response = await fetch(url, { method: 'POST', headers, body: initialize });
    expect(await response.text()).toContain('"serverInfo"');
    running.interrupt();
    expect((await running.outcome).code).toBe(0);
  });

  test.each([
    [['--tools', 'some'], '--tools'],
    [['--port', '5'], '--http'],
    [['--allow', 'ask_agnet'], '--allow'],
    [['--allow', 'ask_agnet'], 'ask_agent'],
    [['--deny', 'ask_agnet'], '--deny'],
  ])('error: %j is refused, and standard output stays empty', async (args, word) => {
    const { code, stdout, stderr } = await home.mi(['mcp', ...args], { stdin: '' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(word);
    expect(stderr).not.toContain('options.');
  });

  test('error: a token that is too short is named by its variable', async () => {
    const env = { ...home.env, MITOSIS_MCP_TOKEN: 'short' };
    expect(await home.mi(['mcp', '--http'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('MITOSIS_MCP_TOKEN must be 16'),
    });
  });

  test('error: without an account nothing is served', async () => {
    await using other = await makeHome();
    expect(await other.mi(['mcp'], { stdin: '' })).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('mi mcp install', () => {
  const place = (of: Home) => join(of.path, '.cursor/mcp.json');

  test('default: writes the entry with --yes, keeps what is there, and holds no key', async () => {
    await using own = await makeHome(ownerOf(emulator));
    await mkdir(join(own.path, '.cursor'));
    await writeFile(place(own), '{\n  // mine\n  "mcpServers": { "other": { "command": "x" } }\n}\n');
    const args = [
      'mcp',
      'install',
      '--client',
      'cursor',
      '--read-only',
      '--deny',
      'tasks.*',
      '--deny',
      'env.list',
    ];
    const { code, stderr, stdout } = await own.mi([...args, '--yes']);
    expect(code, stderr).toBe(0);
    expect(stdout + stderr).toContain(place(own));
    expect(stderr).toMatch(/\nRestart Cursor to use it\.\n$/);
    const written = await readFile(place(own), 'utf8');
    expect(written).toContain('// mine');
    expect(written).toContain('"other"');
    expect(written).not.toContain(emulator.apiKey);
    const { mcpServers } = JSON.parse(written.replace('// mine', ''));
    expect(mcpServers.mitosis).toEqual({
      command: 'npx',
      args: ['-y', '@mitosislabs/mcp', '--read-only', '--deny', 'tasks.*,env.list'],
      env: { MITOSIS_HOME: own.env['MITOSIS_HOME'] },
    });
    expect(await readdir(join(own.path, '.cursor'))).toHaveLength(2);
    expect(await own.mi([...args, '--yes', '--json'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('unchanged'),
    });
    expect((await own.mi(['mcp', 'uninstall', '--client', 'cursor', '--yes'])).code).toBe(0);
    expect(await readFile(place(own), 'utf8')).not.toContain('mitosis');
  });

  test('behavior: a relative MITOSIS_HOME is written as the folder that it names here', async () => {
    await using own = await makeHome({ ...ownerOf(emulator), MITOSIS_HOME: 'keys/os1' });
    const { code, stderr } = await own.mi(['mcp', 'install', '--client', 'cursor', '--yes']);
    expect(code, stderr).toBe(0);
    const { mcpServers } = JSON.parse(await readFile(place(own), 'utf8'));
    expect(mcpServers.mitosis.env).toEqual({ MITOSIS_HOME: resolve('keys/os1') });
  });

  test('behavior: asks at a terminal, and needs --yes elsewhere', async () => {
    await using own = await makeHome(ownerOf(emulator));
    const args = ['mcp', 'install', '--client', 'cursor'];
    const { stderr } = await own.mi(args, { stdin: '' });
    expect(stderr).toContain('--yes');
    expect(stderr).toMatch(/^ {2}"command": "npx",$/m);
    expect(await readdir(own.path)).not.toContain('.cursor');
    for (const [typed, code] of [
      ['n\n', 4],
      ['y\n', 0],
    ] as const) {
      const running = own.start(args, { tty: true });
      await running.until(/for Cursor\?/);
      (running.stdin as unknown as NodeJS.WritableStream).write(typed);
      const outcome = await running.outcome;
      if (code === 0) expect(outcome.code).toBe(0);
      else expect(outcome.code).not.toBe(0);
      expect((await readdir(own.path)).includes('.cursor')).toBe(code === 0);
    }
  });

  test('behavior: --with-key writes the key, and does not show it', async () => {
    await using own = await makeHome(ownerOf(emulator));
    const args = ['mcp', 'install', '--client', 'cursor', '--with-key', '--yes'];
    const { stdout, stderr } = await own.mi(args);
    expect(stdout + stderr).not.toContain(emulator.apiKey);
    expect(await readFile(place(own), 'utf8')).toContain(emulator.apiKey);
  });

  test('error: an unknown client and a broken file are refused', async () => {
    await using own = await makeHome(ownerOf(emulator));
    expect(await own.mi(['mcp', 'install', '--client', 'emacs', '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('claude'),
    });
    await mkdir(join(own.path, '.cursor'));
    await writeFile(place(own), '{ "mcpServers": ');
    const { code, stderr } = await own.mi(['mcp', 'install', '--client', 'cursor', '--yes']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('Nothing was written');
    expect(await readFile(place(own), 'utf8')).toBe('{ "mcpServers": ');
  });
});
