import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { ServerSentEvent } from '../options/ServerSentEvent.ts';
import type { Wire } from '../wire/Wire.ts';

const SSE = { 'content-type': 'text/event-stream' };

test('default: yields events as they arrive', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, SSE);
    response.end('event: task\nid: 1\ndata: {"a":\ndata: 1}\n\n: comment\n\ndata: x\n\n');
  });
  const events = [];
  const transport = new Transport({ endpoint: server.url, apiKey: 'mi_abc' });
  for await (const event of transport.stream('/s', { maxReconnects: 0 })) events.push(event);
  expect(events).toEqual([
    { event: 'task', id: '1', data: '{"a":\n1}' },
    { id: '1', data: 'x' },
  ]);
  expect(server.seen[0]?.headers).toMatchObject({
    accept: 'text/event-stream',
    'cache-control': 'no-cache',
    authorization: 'Bearer mi_abc',
  });
});

test('behavior: continues after a break from the last id, signed again', async () => {
  await using server = await serve((request, response) => {
    const last = request.headers['last-event-id'];
    if (last === '9') return void response.writeHead(204).end();
    if (last === '8') return void response.writeHead(503).end();
    response.writeHead(200, SSE).write(`retry: 1\nid: ${Number(last) + 1}\ndata: x\n\ndata: cut o`, () => {
      if (last === '6') response.destroy();
      else response.end();
    });
  });
  const times: number[] = [];
  const auth = {
    method: 'agent' as const,
    authorize: ({ time }: { time: number }) => {
      times.push(time);
      return { 'X-Time': String(times.length) };
    },
  };
  const events: ServerSentEvent[] = [];
  const stream = new Transport({ endpoint: server.url, auth }).stream('/s', {
    lastEventId: '6',
    maxReconnects: 3,
    headers: { 'X-Own': 'yes' },
  });
  await expect(
    (async () => {
      for await (const event of stream) events.push(event);
    })(),
  ).rejects.toMatchObject({ name: 'ServerError', status: 503 });
  expect(events).toEqual([
    { id: '7', data: 'x' },
    { id: '8', data: 'x' },
  ]);
  const sent = server.seen.map(({ headers }) => [
    headers['last-event-id'],
    headers['x-time'],
    headers['x-own'],
  ]);
  expect(sent).toEqual(['6', '7', '8', '8', '8'].map((id, index) => [id, String(index + 1), 'yes']));
});

test('behavior: ends at 204', async () => {
  await using server = await serve((_, response) => void response.writeHead(204).end());
  expect(await new Transport({ endpoint: server.url }).stream('/s').next()).toEqual({
    done: true,
    value: undefined,
  });
});

test('behavior: headers of a call replace neither credentials nor Accept', async () => {
  await using server = await serve((_, response) => response.writeHead(200, SSE).end('data: 1\n\n'));
  const transport = new Transport({ endpoint: server.url, apiKey: 'mi_abc' });
  const headers = { authorization: 'Bearer other', accept: 'text/html' };
  await transport.stream('/s', { headers }).next();
  expect(server.seen[0]?.headers).toMatchObject({
    accept: 'text/event-stream',
    authorization: 'Bearer mi_abc',
  });
});

test('behavior: break closes the connection', async () => {
  let closed = false;
  await using server = await serve((request, response) => {
    request.socket.on('close', () => {
      closed = true;
    });
    response.writeHead(200, SSE).write('data: 1\n\n');
  });
  for await (const event of new Transport({ endpoint: server.url }).stream('/s')) {
    expect(event.data).toBe('1');
    break;
  }
  await expect.poll(() => closed).toBe(true);
});

// With the next one: both wait for a limit of seconds.
test.concurrent('behavior: does not take a slow reader for a silent server', async () => {
  await using server = await serve(
    (_, response) => void response.writeHead(200, SSE).end('data: 1\n\ndata: 2\n\n'),
  );
  const seen = [];
  for await (const { data } of new Transport({ endpoint: server.url }).stream('/s', {
    timeout: 6_000,
    maxReconnects: 0,
  })) {
    seen.push(data);
    await sleep(6_500);
  }
  expect(seen).toEqual(['1', '2']);
});

test.concurrent('error: throws after silence beyond the limit', async () => {
  await using server = await serve((_, response) => void response.writeHead(200, SSE).write('data: 1\n\n'));
  const stream = new Transport({ endpoint: server.url }).stream('/s', { timeout: 6_000, maxReconnects: 0 });
  expect((await stream.next()).value).toEqual({ data: '1' });
  await expect(stream.next()).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('error: throws after a broken connection without reconnects', async () => {
  await using server = await serve((request, response) => {
    response.writeHead(200, SSE).write('data: 1\n\n');
    setTimeout(() => request.socket.destroy(), 30);
  });
  const stream = new Transport({ endpoint: server.url }).stream('/s', { maxReconnects: 0 });
  await stream.next();
  await expect(stream.next()).rejects.toMatchObject({ name: 'ConnectionError' });
});

test('error: throws when aborted', async () => {
  await using server = await serve((_, response) => void response.writeHead(200, SSE).write('data: 1\n\n'));
  const controller = new AbortController();
  const stream = new Transport({ endpoint: server.url }).stream('/s', { signal: controller.signal });
  await stream.next();
  setTimeout(() => controller.abort(), 20);
  await expect(stream.next()).rejects.toMatchObject({ name: 'AbortedError' });
});

test.each([
  [200, 'text/html', 'UnexpectedResponseError'],
  [501, 'text/event-stream', 'ServerError'],
  [403, 'application/json', 'PermissionDeniedError'],
])('error: refuses %i %s as a stream', async (status, type, name) => {
  await using server = await serve((_, response) =>
    response.writeHead(status, { 'content-type': type }).end(),
  );
  await expect(new Transport({ endpoint: server.url }).stream('/s').next()).rejects.toMatchObject({ name });
});

test.each([
  ['the call', {}, { attemptTimeout: 50 }],
  ['the client', { attemptTimeout: 50 }, {}],
])(
  'error: a connection without a response ends after the attemptTimeout of %s',
  async (_, config, options) => {
    await using server = await serve(() => undefined);
    const transport = new Transport({ endpoint: server.url, ...config });
    await expect(transport.stream('/s', { maxReconnects: 0, ...options }).next()).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('50 ms'),
    });
  },
);

test('behavior: attemptTimeout does not limit the silence of a stream', async () => {
  async function* body() {
    yield new TextEncoder().encode('data: 1\n\n');
    await sleep(100);
    yield new TextEncoder().encode('data: 2\n\n');
  }
  // Responds without a wait, also on a busy machine.
  const wire: Wire = { send: async () => ({ status: 200, headers: SSE, body: body() }) };
  const transport = new Transport({ endpoint: 'http://localhost:8080', wire });
  const events = [];
  for await (const { data } of transport.stream('/s', { maxReconnects: 0, attemptTimeout: 50 }))
    events.push(data);
  expect(events).toEqual(['1', '2']);
});
