import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '@mitosislabs/tooling/bundleProgram';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server';
import { afterEach, describe, expect, test } from 'vitest';
import { brainContext } from '../../test/brainContext.ts';
import { type Answer, scriptedModel } from '../../test/scriptedModel.ts';
import { modelBrain } from '../model/modelBrain.ts';
import type { ToolSource } from '../tools/tool.ts';
import { type MCPToolsOptions, mcpTools } from './mcpTools.ts';

const program = fileURLToPath(new URL('../../test/mcpServer.mjs', import.meta.url));
const { signal } = new AbortController();
const task = { id: 't', office_id: 'o', title: 'Work', status: 'running', created_at: '' };

const opened: ToolSource[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((source) => source.close()));
});

/** The tools of the test's server, as a process. */
function tools(mode = 'kind', more: Partial<MCPToolsOptions> = {}): ToolSource {
  const source = mcpTools({
    name: 'test',
    command: process.execPath,
    args: [program, mode],
    ...more,
  } as MCPToolsOptions);
  opened.push(source);
  return source;
}

/** Calls tools of a source with a scripted model, all in one step each; returns their results. */
async function results(
  source: ToolSource,
  ...steps: { name: string; input?: object }[][]
): Promise<string[]> {
  const { ask, requests } = scriptedModel([...steps, 'ok'] as Answer[]);
  const brain = modelBrain(ask, { tools: [source] });
  await brain.work(task, brainContext());
  return (requests.at(-1)?.messages ?? []).flatMap((message) =>
    message.role === 'tool' ? [message.content] : [],
  );
}

/** Two processes that show by a connection that they are there. */
async function witness(): Promise<{
  port: number;
  areThere: Promise<void>;
  areGone: Promise<void>;
  close(): void;
}> {
  const sockets: Socket[] = [];
  let there: () => void = () => undefined;
  let gone: () => void = () => undefined;
  const areThere = new Promise<void>((resolve) => {
    there = resolve;
  });
  const areGone = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined).resume());
    socket.on('close', () => {
      if (sockets.length === 2 && sockets.every(({ destroyed }) => destroyed)) gone();
    });
    if (sockets.length === 2) there();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    areThere,
    areGone,
    close: () => void server.close(),
  };
}

test('default: a model calls the tools of a server', async () => {
  const source = tools('kind', { env: { COLOR: 'blue' } });
  const calls = [
    { name: 'test_add', input: { a: 2, b: 3 } },
    { name: 'test_env', input: { name: 'COLOR' } },
    { name: 'test_mixed' },
  ];
  expect(await results(source, calls)).toEqual([
    '5',
    'blue',
    '[image: image/png]\ninside\n[application/pdf of file:///b]',
  ]);
  const [add, env] = await source.open(signal);
  expect(add).toMatchObject({
    name: 'test_add',
    description: 'Adds.',
    repeatable: true,
    inputSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a', 'b'] },
  });
  expect(env?.repeatable).toBe(false);
});

test('behavior: the server gets few variables of this process', async () => {
  process.env['MITOSIS_TEST_SECRET'] = 'secret';
  try {
    expect(await results(tools(), [{ name: 'test_env', input: { name: 'MITOSIS_TEST_SECRET' } }])).toEqual([
      'not set',
    ]);
  } finally {
    delete process.env['MITOSIS_TEST_SECRET'];
  }
});

test('behavior: allows only the tools that are named', async () => {
  const source = tools('kind', { allow: ['add'] });
  expect(await results(source, [{ name: 'test_env', input: { name: 'HOME' } }])).toEqual([
    expect.stringMatching(/no tool "test_env".*: test_add\./),
  ]);
  await expect(tools('kind', { allow: ['add', 'rm'] }).open(signal)).rejects.toMatchObject({
    code: 'mcp_unreachable',
    message: expect.stringMatching(/no tool rm/),
  });
});

test('error: failures of a tool are results', async () => {
  expect(await results(tools(), [{ name: 'test_fail' }, { name: 'test_add', input: { a: 'x' } }])).toEqual([
    'Error (mcp_tool_failed): test_fail failed: no  [31mluck',
    expect.stringMatching(/^Error/),
  ]);
  const hanging = modelBrain(scriptedModel([[{ name: 'test_hang' }], 'ok']).ask, {
    tools: [tools()],
    toolTimeoutMs: 50,
  });
  const context = brainContext();
  expect(await hanging.work(task, context)).toBe('ok');
  expect(context.steps.at(-1)).toMatch(/tool_timeout/);
});

test('behavior: a server that ends is started again for the next call', async () => {
  const started: string[] = [];
  const source = tools('kind', { onStderr: (line: string) => started.push(line) } as never);
  expect(
    await results(source, [{ name: 'test_die' }], [{ name: 'test_add', input: { a: 1, b: 1 } }]),
  ).toEqual([expect.stringMatching(/^Error/), '2']);
  await expect.poll(() => started, { timeout: 60_000 }).toEqual(['started', 'started']);
});

test('behavior: agents that share tools may stop one after the other', async () => {
  const source = tools();
  const [first, second] = [0, 1].map(() => modelBrain(scriptedModel(['hello']).ask, { tools: [source] }));
  await first?.work(task, brainContext());
  await second?.work(task, brainContext());
  await first?.close?.();
  expect(await results(source, [{ name: 'test_add', input: { a: 3, b: 4 } }])).toEqual(['7']);
});

test('behavior: lines that are no messages are ignored', async () => {
  expect(await results(tools('noisy'), [{ name: 'test_add', input: { a: 2, b: 2 } }])).toEqual(['4']);
});

test('behavior: names, descriptions and results of a hostile server are harmless', async () => {
  const source = tools('hostile');
  const listed = await source.open(signal);
  expect(listed).toHaveLength(6);
  expect(new Set(listed.map(({ name }) => name)).size).toBe(6);
  for (const { name, description } of listed) {
    expect(name).toMatch(/^test_[a-zA-Z0-9_-]{1,59}$/);
    expect(description).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(description.length).toBeLessThan(2_100);
  }
  const { ask, requests } = scriptedModel([[{ name: listed[0]?.name ?? '' }], 'ok']);
  const context = brainContext();
  await modelBrain(ask, { tools: [source] }).work(task, context);
  expect(requests[1]?.messages.at(-1)?.content.length).toBeLessThan(20_100);
  for (const step of context.steps) expect(step).not.toMatch(/\p{Cc}/u);
});

describe('the end', () => {
  test.each<[string, MCPToolsOptions, RegExp]>([
    ['a program that is not there', { name: 'x', command: '/nonexistent' }, /ENOENT/],
    ['a program that ends', { name: 'x', command: process.execPath, args: ['-e', ''] }, /closed/i],
    [
      'a server that is silent',
      { name: 'x', command: process.execPath, args: [program, 'silent'], timeoutMs: 100 },
      /timed out/i,
    ],
    [
      'an address without a server',
      { name: 'x', url: 'http://127.0.0.1:9/mcp' },
      /fetch failed|ECONNREFUSED/,
    ],
  ])('error: %s', async (_, options, reason) => {
    const source = mcpTools(options);
    opened.push(source);
    await expect(source.open(signal)).rejects.toMatchObject({
      code: 'mcp_unreachable',
      message: expect.stringMatching(reason),
    });
  });

  test('behavior: `close` ends the server and its children, even if they ignore it', async () => {
    const { port, areThere, areGone, close } = await witness();
    const source = mcpTools({
      name: 'test',
      command: process.execPath,
      args: [program, 'stubborn', `${port}`],
    });
    expect(await source.open(signal)).not.toHaveLength(0);
    await areThere;
    await source.close();
    await areGone;
    close();
    await expect(mcpTools({ name: 'x', command: 'x' }).close()).resolves.toBeUndefined();
  });

  test.runIf(process.platform !== 'win32').each(['process.exit()', "process.kill(process.pid, 'SIGKILL')"])(
    'behavior: the server ends when the process of the agent ends by %s',
    async (end) => {
      const { port, areThere, areGone, close } = await witness();
      const folder = await mkdtemp(join(tmpdir(), 'mitosis-agent-'));
      const contents = `
        import { mcpTools } from './mcpTools.ts';
        const args = [${JSON.stringify(program)}, 'stubborn', '${port}'];
        await mcpTools({ name: 'test', command: process.execPath, args }).open(new AbortController().signal);
        process.stdin.once('data', () => { ${end} });`;
      const resolveDir = fileURLToPath(new URL('.', import.meta.url));
      const host = await bundleProgram({ contents, resolveDir }, join(folder, 'host.mjs'));
      const agent = spawn(process.execPath, [host], { stdio: ['pipe', 'ignore', 'ignore'] });
      await areThere;
      agent.stdin.write('end\n');
      await once(agent, 'exit');
      await areGone;
      close();
      await rm(folder, { recursive: true });
    },
  );
});

describe('over HTTP', () => {
  async function httpServer(headers: Record<string, string>[] = []) {
    const { testServer } = (await import(program)) as { testServer: () => McpServer };
    const handler = createMcpHandler(testServer);
    return serve(async (request, response) => {
      headers.push(request.headers as Record<string, string>);
      const { method = 'GET', url = '/' } = request;
      const body = method === 'POST' ? await bodyOf(request) : undefined;
      const answer = await handler.fetch(
        new Request(`http://127.0.0.1${url}`, {
          method,
          headers: request.headers as Record<string, string>,
          ...(body && { body: new Uint8Array(body) }),
        }),
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  }

  test('default: a model calls the tools of a server, with headers', async () => {
    const headers: Record<string, string>[] = [];
    await using server = await httpServer(headers);
    const source = mcpTools({
      name: 'web',
      url: `${server.url}/mcp`,
      headers: { Authorization: 'Bearer key' },
    });
    opened.push(source);
    expect(await results(source, [{ name: 'web_add', input: { a: 20, b: 3 } }])).toEqual(['23']);
    for (const sent of headers) expect(sent['authorization']).toBe('Bearer key');
  });

  test('error: headers do not follow a redirect to another origin', async () => {
    await using thief = await serve((_, response) => response.writeHead(404).end());
    await using server = await serve((_, response) =>
      response.writeHead(307, { Location: `${thief.url}/mcp` }).end(),
    );
    const source = mcpTools({ name: 'web', url: `${server.url}/mcp`, headers: { 'X-Key': 'key' } });
    await expect(source.open(signal)).rejects.toMatchObject({ code: 'mcp_unreachable' });
    expect(server.seen.length).toBeGreaterThan(0);
    expect(thief.seen).toEqual([]);
  });
});

test.each<[string, string, object]>([
  ['a name that models refuse', 'name', { name: 'my server', command: 'x' }],
  ['no server', 'command', { name: 'x' }],
  ['two servers', 'url', { name: 'x', command: 'x', url: 'https://example.com' }],
  ['a URL without TLS', 'url', { name: 'x', url: 'http://example.com/mcp' }],
  ['a URL with a password', 'url', { name: 'x', url: 'https://me:secret@example.com/mcp' }],
  ['no URL', 'url', { name: 'x', url: 'example' }],
  ['tools that are no list', 'allow', { name: 'x', command: 'x', allow: 'add' }],
  ['a misspelt option', 'options.arguments', { name: 'x', command: 'x', arguments: [] }],
])('error: refuses %s', (_, argument, options) => {
  expect(() => mcpTools(options as never)).toThrow(
    expect.objectContaining({ code: 'invalid_argument', argument }),
  );
});
