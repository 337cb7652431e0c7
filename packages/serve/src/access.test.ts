import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startWorld, type World } from '../test/world.ts';
import { Gate } from './Gate.ts';
import { startServer } from './index.ts';

let world: World;
afterEach(() => world?.close());

/** Sends raw lines, and returns the status. */
async function raw(head: string[]): Promise<number> {
  const socket = connect(world.server.port, '127.0.0.1');
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  let text = '';
  socket.on('data', (data) => {
    text += String(data);
  });
  await once(socket, 'close');
  return Number(text.split(' ')[1]);
}

test('default: every route needs the key', async () => {
  world = await startWorld();
  const routes = [
    '/v1/models',
    '/v1/chat/completions',
    '/a2a/acme/aria/.well-known/agent-card.json',
    '/a2a/acme/aria/',
    '/x',
  ];
  const keys = [
    '',
    'wrong',
    `${world.server.key}x`,
    world.server.key.slice(1),
    world.emulator.apiKey,
    world.server.key.toLowerCase(),
  ];
  for (const route of routes) {
    for (const key of keys) {
      const response = await world.fetch(route, { headers: { Authorization: `Bearer ${key}` } });
      expect([route, response.status]).toEqual([route, 401]);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
    }
  }
  expect((await fetch(`${world.server.url}/v1/models`)).status).toBe(401);
  expect((await fetch(`${world.server.url}/v1/models?key=${world.server.key}`)).status).toBe(401);
  expect((await world.fetch('/v1/models')).status).toBe(200);
});

test('error: a foreign Host is refused, whatever the key', async () => {
  world = await startWorld();
  const { port, key } = world.server;
  const status = (host: string) =>
    raw(['GET /v1/models HTTP/1.1', `Host: ${host}`, `Authorization: Bearer ${key}`, 'Connection: close']);
  expect(await status(`127.0.0.1:${port}`)).toBe(200);
  expect(await status(`localhost:${port}`)).toBe(200);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    '',
    `0.0.0.0:${port}`,
  ]) {
    expect([host, await status(host)]).toEqual([host, host === '' ? 400 : 403]);
  }
});

test('error: a request line with the URL of another host is refused', async () => {
  world = await startWorld({ openai: false });
  const { port, key } = world.server;
  const card = '/a2a/acme/aria/.well-known/agent-card.json';
  const status = (host: string) =>
    raw([
      `GET http://${host}${card} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Authorization: Bearer ${key}`,
      'Connection: close',
    ]);
  expect(await status('evil.example')).toBe(403);
  expect(await status(`127.0.0.1:${port}`)).toBe(200);
});

test('behavior: idle connections without the key keep no one out, and never push out one with it', async () => {
  world = await startWorld();
  const { port, key } = world.server;
  const head = ['GET /v1/models HTTP/1.1', `Host: localhost:${port}`, `Authorization: Bearer ${key}`];
  const kept = connect(port, '127.0.0.1');
  const ask = async () => {
    kept.write(`${head.join('\r\n')}\r\n\r\n`);
    const [data] = await once(kept, 'data');
    return Number(String(data).split(' ')[1]);
  };
  expect(await ask()).toBe(200);
  const idle = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    }),
  );
  expect((await world.fetch('/v1/models')).status).toBe(200);
  expect(await ask()).toBe(200);
  for (const socket of [kept, ...idle]) socket.destroy();
});

test('behavior: an agent that does not answer has a quarter of the places, and others are asked', async () => {
  world = await startWorld({ maxConcurrent: 4 });
  await world.hire('bo');
  const ask = (agent: string, content: string) =>
    world.fetch('/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: `acme/${agent}`, messages: [{ role: 'user', content }] }),
    });
  const waiting = ask('aria', 'slowly');
  await expect.poll(() => world.said('aria')).not.toEqual([]);
  const refused = await ask('aria', 'hi');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect((await ask('bo', 'hi')).status).toBe(200);
  world.goOn();
  expect((await waiting).status).toBe(200);
  expect((await ask('aria', 'hi')).status).toBe(200);
});

test('behavior: port 80 is left out of Host, as clients do', () => {
  const gate = new Gate({ key: 'k'.repeat(32), allowedOrigins: [], maxConcurrent: 1 });
  const headers = { Host: 'localhost', Authorization: `Bearer ${'k'.repeat(32)}` };
  const request = new Request('http://localhost/v1/models', { headers });
  gate.listenOn(80);
  expect(gate.check(request)).toEqual({});
  gate.listenOn(8080);
  expect(() => gate.check(request)).toThrow(expect.objectContaining({ status: 403 }));
});

test('behavior: a body needs no Content-Length, and a request no body', async () => {
  world = await startWorld();
  const { port, key } = world.server;
  const chat = { model: 'acme/aria', messages: [{ role: 'user', content: 'hi' }] };
  const body = new Blob([JSON.stringify(chat)]).stream();
  const init = { method: 'POST', body, duplex: 'half' };
  expect((await world.fetch('/v1/chat/completions', init)).status).toBe(200);
  const status = (line: string) =>
    raw([`${line} HTTP/1.1`, `Host: localhost:${port}`, `Authorization: Bearer ${key}`, 'Connection: close']);
  expect(await status('POST /v1/chat/completions')).toBe(400);
  for (const line of ['POST /v1/none', 'DELETE /v1/models', 'PROPFIND /']) {
    expect([line, await status(line)]).toEqual([line, 404]);
  }
});

test('error: pages of other origins are refused; an allowed one gets CORS', async () => {
  const page = 'http://localhost:5173';
  world = await startWorld({ allowedOrigins: [page] });
  for (const origin of ['http://evil.example', 'null', 'http://localhost:5174', world.server.url]) {
    const response = await world.fetch('/v1/models', { headers: { Origin: origin } });
    expect([origin, response.status]).toEqual([origin, 403]);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  }
  const allowed = await world.fetch('/v1/models', { headers: { Origin: page } });
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, page]);
  const failed = await world.fetch('/v1/none', { headers: { Origin: page } });
  expect([failed.status, failed.headers.get('access-control-allow-origin')]).toEqual([404, page]);
  const preflight = await fetch(`${world.server.url}/v1/chat/completions`, {
    method: 'OPTIONS',
    headers: { Origin: page },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'Authorization, Content-Type, A2A-Version, A2A-Extensions',
  ]);
});

test('default: without allowed origins no page may call, not even a preflight', async () => {
  world = await startWorld();
  const response = await fetch(`${world.server.url}/v1/models`, {
    method: 'OPTIONS',
    headers: { Origin: 'http://localhost:3000' },
  });
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null]);
});

test('behavior: only the protocols that are asked for are served', async () => {
  world = await startWorld({ a2a: false });
  const card = '/a2a/acme/aria/.well-known/agent-card.json';
  expect([(await world.fetch('/v1/models')).status, (await world.fetch(card)).status]).toEqual([200, 404]);
  const other = await startServer({ transport: world.transport, openai: false });
  const headers = { Authorization: `Bearer ${other.key}` };
  expect((await fetch(`${other.url}/v1/models`, { headers })).status).toBe(404);
  expect((await fetch(`${other.url}${card}`, { headers })).status).toBe(200);
  await other.close();
});

test("behavior: a key is random, or the one that was given; the account's own key is never shown", async () => {
  const lines: string[] = [];
  world = await startWorld({ log: (line) => lines.push(line) });
  const other = await startServer({ transport: world.transport });
  expect(other.key).toMatch(/^mis_[\w-]{43}$/);
  expect(other.key).not.toBe(world.server.key);
  await other.close();
  await world.fetch('/v1/\u001b[2J%1b%0a', { headers: { Authorization: 'Bearer secret-that-was-tried' } });
  await world.fetch('/v1/models/none/%1b%5b2J');
  for (const never of ['secret-that-was-tried', 'mi_emulator', '\u001b']) {
    expect(lines.join('\n')).not.toContain(never);
  }
  expect(lines.length).toBeGreaterThan(0);
});

test('error: two servers cannot have one port', async () => {
  world = await startWorld();
  await expect(startServer({ transport: world.transport, port: world.server.port })).rejects.toMatchObject({
    code: 'port_unavailable',
  });
});

test.each<[string, object, string]>([
  ['an unknown option', { host: '0.0.0.0' }, 'host'],
  ['nothing to serve', { openai: false, a2a: false }, 'openai'],
  ['a short key', { key: 'short' }, 'key'],
  ['a key with a space', { key: `${'x'.repeat(40)} y` }, 'key'],
  ['an origin that is an address', { allowedOrigins: ['http://localhost:3000/'] }, 'allowedOrigins'],
  ['an origin that is any', { allowedOrigins: ['*'] }, 'allowedOrigins'],
  ['no port', { port: 70_000 }, 'port'],
  ['no time', { timeoutMs: 0 }, 'timeoutMs'],
  ['no place', { maxConcurrent: 0 }, 'maxConcurrent'],
])('error: %s is refused', async (_, wrong, name) => {
  const { Transport } = await import('@mitosislabs/transport');
  const transport = new Transport({ endpoint: 'http://127.0.0.1:9', apiKey: 'mi_test' });
  await expect(startServer({ transport, ...wrong })).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining(name),
  });
});
