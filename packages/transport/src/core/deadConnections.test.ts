import { Agent } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { serve } from '@mitosislabs/tooling/serve';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { nodeWire } from '../node/nodeWire.ts';
import { failure } from '../testing/failure.ts';
import { fetchWire } from '../wire/fetchWire.ts';
import { Transport } from './Transport.ts';

/** A server whose connections go silent after their first answer, as behind a router that forgot them. */
function forgetful() {
  const used = new Set<Socket>();
  const held: (() => void)[] = [];
  const server = serve((request, response) => {
    if (used.has(request.socket)) return;
    // Concurrent requests are answered together, so that each has its own connection.
    held.push(() => {
      used.add(request.socket);
      response.end('1');
    });
    if (held.length >= Number(request.headers['x-together'] ?? 1))
      for (const answer of held.splice(0)) answer();
  });
  return server;
}

/** Skips the waits of the client. */
async function untilSent(server: { seen: unknown[] }, count: number, ms: number): Promise<void> {
  await expect.poll(() => server.seen.length).toBe(count);
  await vi.advanceTimersByTimeAsync(ms);
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('nodeWire', () => {
  test.each([3, 1])('behavior: a read gets past %i dead connections within its time limit', async (dead) => {
    await using server = await forgetful();
    const transport = new Transport({ endpoint: server.url, wire: nodeWire() });
    const headers = { 'x-together': String(dead) };
    await Promise.all(Array.from({ length: dead }, () => transport.request('GET', '/x', { headers })));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const call = transport.request('GET', '/x').withResponse();
    await untilSent(server, dead + 1, 10_000);
    await vi.advanceTimersByTimeAsync(500);
    expect(await call).toMatchObject({ data: 1, response: { attempts: 2 } });
    // The other connections that were kept were not tried.
    expect(server.seen).toHaveLength(dead + 2);
  });

  test('behavior: a read gets past dead connections to a server on the default port', async () => {
    await using server = await forgetful();
    const port = Number(new URL(server.url).port);
    vi.spyOn(Agent.prototype, 'createConnection').mockImplementation((options, connected) =>
      createConnection({ ...options, port } as never, connected as never),
    );
    const transport = new Transport({ endpoint: 'http://127.0.0.1', wire: nodeWire() });
    const headers = { 'x-together': '3' };
    await Promise.all(Array.from({ length: 3 }, () => transport.request('GET', '/x', { headers })));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const call = transport.request('GET', '/x').withResponse();
    await untilSent(server, 4, 10_000);
    await vi.advanceTimersByTimeAsync(500);
    expect(await call).toMatchObject({ data: 1, response: { attempts: 2 } });
    expect(server.seen).toHaveLength(5);
  });

  test('behavior: retries on a new connection after one of many broken connections', async () => {
    const used = new Set<Socket>();
    const held: (() => void)[] = [];
    await using server = await serve((request, response) => {
      if (used.has(request.socket)) return void request.socket.destroy();
      used.add(request.socket);
      // Requests that come at once are answered at once, so that each has its own connection.
      held.push(() => response.end('1'));
      if (held.length >= 5 || used.size > 5) for (const answer of held.splice(0)) answer();
    });
    const transport = new Transport({ endpoint: server.url, wire: nodeWire() });
    await Promise.all(Array.from({ length: 5 }, () => transport.request('GET', '/x')));
    const call = transport.request('GET', '/x').withResponse();
    expect(await call).toMatchObject({ data: 1, response: { attempts: 2 } });
  });

  test('behavior: gives a new connection the whole time limit', async () => {
    let answer = (): void => undefined;
    await using server = await serve((_, response) => {
      answer = () => void response.end('1');
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const call = new Transport({ endpoint: server.url, wire: nodeWire() }).request('GET', '/x');
    await untilSent(server, 1, 29_000);
    answer();
    expect(await call).toBe(1);
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    ['one that changes something', 'POST', {}],
    ['one that may not be sent again', 'GET', { maxRetries: 0 }],
    ['one with a limit of its own', 'GET', { attemptTimeout: 0 }],
  ] as const)('error: gives %s the whole time limit', async (_, method, options) => {
    await using server = await forgetful();
    const transport = new Transport({ endpoint: server.url, wire: nodeWire() });
    await transport.request('GET', '/x');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const call = failure(transport.request(method, '/x', options));
    await untilSent(server, 2, 29_999);
    expect(server.seen).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(await call).toMatchObject({ name: 'TimeoutError', message: expect.stringContaining('30000 ms') });
  });

  test('behavior: gives a response that has begun the whole time limit', async () => {
    let requests = 0;
    let end = (): void => undefined;
    await using server = await serve((_, response) => {
      if (requests++ === 0) return void response.end('1');
      response.write('2');
      end = () => void response.end();
    });
    const transport = new Transport({ endpoint: server.url, wire: nodeWire() });
    await transport.request('GET', '/x');
    const { body } = await transport.request<{ body: AsyncIterable<Uint8Array> }>('GET', '/x', {
      as: 'stream',
    });
    void body;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    await vi.advanceTimersByTimeAsync(20_000);
    end();
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect(String(Buffer.concat(chunks))).toBe('2');
  });
});

test('behavior: gives the first attempt over fetch a third of the time limit', async () => {
  let requests = 0;
  await using server = await serve((_, response) => {
    if (requests++ > 0) response.end('1');
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const call = new Transport({ endpoint: server.url, wire: fetchWire() }).request('GET', '/x').withResponse();
  await untilSent(server, 1, 10_000);
  await vi.advanceTimersByTimeAsync(500);
  expect(await call).toMatchObject({ data: 1, response: { attempts: 2 } });
});
