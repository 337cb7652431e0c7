import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { serve } from '@mitosislabs/tooling/serve';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fetchRuntime } from '../../runtimes/fetchRuntime.ts';
import { tsx } from '../mi.ts';
import { examples, startExample } from './startExample.ts';

let emulator: Emulator;
let office: string;
let home: string;
/** The account, as every example finds it. */
let env: Record<string, string>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-servers-'));
  emulator = await startEmulator({
    readyAfterMs: 5,
    seed: { offices: [{ name: 'acme', agents: [{ name: 'aria' }], files: { 'report.md': '# Report\n' } }] },
  });
  office = emulator.seeded.offices['acme']?.id ?? '';
  env = {
    MITOSIS_ENDPOINT: emulator.endpoint,
    MITOSIS_API_KEY: emulator.apiKey,
    MITOSIS_OFFICE: office,
  };
});
afterAll(async () => {
  await emulator?.close();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
});

const node = (file: string, more: Record<string, string> = {}) =>
  startExample(process.execPath, [...tsx, join(examples, file)], { HOME: home, ...env, ...more });

test('default: express-server answers questions, and refuses what is none', async () => {
  await using server = await node('express-server.ts');
  const post = (body: string) =>
    fetch(`${server.url}/ask`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer = await post('{"question":"hello"}');
  expect([answer.status, await answer.json()]).toEqual([200, { answer: 'aria here. You said: hello' }]);
  expect((await post('{"question":7}')).status).toBe(400);
  expect((await post('{')).status).toBe(400);
  expect(server.errors()).toBe('');
});

test('default: next-route streams an answer', async () => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { POST }: { POST: (request: Request) => Promise<Response> } = await import(
    join(examples, 'next-route.ts')
  );
  const post = (body: string) => POST(new Request('http://localhost/api/ask', { method: 'POST', body }));
  expect(await (await post('hello')).text()).toBe('aria here. You said: hello');
  expect((await post(' ')).status).toBe(400);
  vi.unstubAllEnvs();
});

test('default: cloudflare-worker gives a task, and shows its result', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(examples, 'cloudflare-worker.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
  });
  const workerd = new Miniflare({
    modules: true,
    script: outputFiles[0]?.text ?? '',
    // Otherwise it asks its maker where in the world it is.
    cf: false,
    compatibilityDate: '2026-04-01',
    bindings: {
      MITOSIS_ENDPOINT: emulator.endpoint,
      MITOSIS_API_KEY: emulator.apiKey,
      OFFICE: office,
      CALLER_TOKEN: 'the caller',
    },
  });
  try {
    const call = (path: string, init = {}, authorization = 'Bearer the caller') =>
      workerd.dispatchFetch(`http://127.0.0.1${path}`, { headers: { authorization }, ...init });
    expect((await call('/tasks', { method: 'POST', body: 'Audit Q1' }, 'Bearer other')).status).toBe(401);
    const created = await call('/tasks', { method: 'POST', body: 'Audit Q1' });
    expect(created.status).toBe(202);
    const { id } = (await created.json()) as { id: string };
    const read = async () => (await call(`/tasks/${id}`)).json();
    await expect.poll(read).toMatchObject({ status: 'completed', result: expect.any(String) });
    expect((await call('/tasks/none')).status).toBe(404);
  } finally {
    await workerd.dispose();
  }
});

test('default: deno-server streams an answer as events', async () => {
  const deno = await fetchRuntime('deno@2');
  const args = ['serve', '--no-prompt', '--no-remote', '--allow-net=127.0.0.1', '--allow-env'];
  const address = ['--host', '127.0.0.1', '--port', '0', 'deno-server.ts'];
  await using server = await startExample(deno, [...args, ...address], { HOME: home, ...env });
  const response = await fetch(`${server.url}/ask?q=hello`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(await response.text()).toContain('event: answer\ndata: {"text":"aria here. You said: hello"}\n\n');
  expect((await fetch(server.url)).status).toBe(404);
}, 900_000);

test('default: bun-server lists, downloads and uploads files', async () => {
  const bun = await fetchRuntime('bun@1');
  await using server = await startExample(bun, ['run', '--no-install', 'bun-server.ts'], {
    HOME: home,
    ...env,
  });
  expect(await (await fetch(`${server.url}/report.md`)).text()).toBe('# Report\n');
  const put = await fetch(`${server.url}/new.md`, { method: 'PUT', body: '# New\n' });
  expect(put.status).toBe(201);
  const files = (await (await fetch(server.url)).json()) as { name: string }[];
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['new.md', 'report.md']));
  expect((await fetch(`${server.url}/none.md`)).status).toBe(404);
  expect((await fetch(`${server.url}/_changes`, { method: 'PUT', body: 'x' })).status).toBe(400);
}, 900_000);

test('default: chat-bridge answers a mention once, and refuses what the chat did not sign', async () => {
  const posted: unknown[] = [];
  await using chat = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    posted.push([request.headers.authorization, request.url, JSON.parse(body)]);
    response.end('{"ok":true}');
  });
  const secret = 'a secret of the chat';
  await using bridge = await node('chat-bridge.ts', {
    CHAT_API: chat.url,
    CHAT_SIGNING_SECRET: secret,
    CHAT_BOT_TOKEN: 'bot-token',
  });
  const send = (message: unknown, { key = secret, age = 0 } = {}) => {
    const body = JSON.stringify(message);
    const time = String(Math.floor(Date.now() / 1000) - age);
    const signature = `v0=${createHmac('sha256', key).update(`v0:${time}:${body}`).digest('hex')}`;
    const headers = { 'x-slack-request-timestamp': time, 'x-slack-signature': signature };
    return fetch(bridge.url, { method: 'POST', body, headers });
  };
  const challenge = await send({ type: 'url_verification', challenge: 'abc' });
  expect(await challenge.text()).toBe('abc');
  const event = { type: 'app_mention', text: '<@U1> hello', channel: 'C1', ts: '1.2' };
  const mention = { type: 'event_callback', event_id: 'E1', event };
  expect((await send(mention)).status).toBe(200);
  expect((await send(mention)).status).toBe(200);
  expect((await send(mention, { key: 'another' })).status).toBe(401);
  expect((await send(mention, { age: 600 })).status).toBe(401);
  await expect
    .poll(() => posted)
    .toEqual([
      [
        'Bearer bot-token',
        '/chat.postMessage',
        { channel: 'C1', thread_ts: '1.2', text: 'aria here. You said: hello', parse: 'none' },
      ],
    ]);
});

test("default: webhook-receiver acts with its caller's key only", async () => {
  const { MITOSIS_API_KEY: key = '', MITOSIS_ENDPOINT = '' } = env;
  await using receiver = await startExample(
    process.execPath,
    [...tsx, join(examples, 'webhook-receiver.ts')],
    {
      MITOSIS_ENDPOINT,
    },
  );
  const post = (authorization: string, body: string) =>
    fetch(`${receiver.url}/deployed`, { method: 'POST', headers: { authorization }, body });
  const delivery = JSON.stringify({ office, version: '1.2' });
  const first = await post(`Bearer ${key}`, delivery);
  expect(first.status).toBe(202);
  const again = await post(`Bearer ${key}`, delivery);
  expect(await again.json()).toEqual(await first.json());
  expect((await post('Bearer mi_wrong', delivery)).status).toBe(401);
  expect((await post('', delivery)).status).toBe(401);
  expect((await post(`Bearer ${key}`, '{')).status).toBe(400);
  const other = await emulator.control.createUser('other@example.com');
  expect((await post(`Bearer ${other.apiKey}`, delivery)).status).toBe(403);
});
