import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { readEvents } from './readEvents.ts';
import { Transport } from './Transport.ts';

const SSE = { 'content-type': 'text/event-stream' };

describe('parsing', () => {
  interface Case {
    id: string;
    chunks_b64: string[];
    expect: Seen[];
  }
  const file = new URL('../../../tests/vectors/sse_parse.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

  interface Seen {
    event: string;
    data: string;
    lastEventId: string;
  }

  async function parse(chunks: Uint8Array[]): Promise<Seen[]> {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    const events: Seen[] = [];
    const timer = { start: () => undefined, end: () => undefined };
    for await (const { event, data, id } of readEvents(body, timer))
      events.push({ event: event || 'message', data, lastEventId: id ?? '' });
    return events;
  }

  test.each(cases)('behavior: $id, in the given chunks and byte by byte', async (vector) => {
    const chunks = vector.chunks_b64.map((chunk) => new Uint8Array(Buffer.from(chunk, 'base64')));
    const expected = vector.expect.map(({ event, data, lastEventId }) => ({ event, data, lastEventId }));
    expect(await parse(chunks)).toEqual(expected);
    expect(await parse([...Buffer.concat(chunks)].map((byte) => new Uint8Array([byte])))).toEqual(expected);
  });
});

describe('stream', () => {
  test('default: events as they come', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, SSE);
      response.end('event: task\nid: 1\ndata: {"a":\ndata: 1}\n\n: comment\n\ndata: x\n\n');
    });
    const events = [];
    for await (const event of new Transport({ endpoint: server.url, apiKey: 'mi_abc' }).stream('/s'))
      events.push(event);
    expect(events).toEqual([
      { event: 'task', id: '1', data: '{"a":\n1}' },
      { id: '1', data: 'x' },
    ]);
    expect(server.seen[0]?.headers).toMatchObject({
      accept: 'text/event-stream',
      authorization: 'Bearer mi_abc',
    });
  });

  test('behavior: an id counts until the next one; an empty one takes it back', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, SSE);
      response.end('id: 1\r\n\r\ndata: a\r\n\r\nid\ndata: b\n\nid:2\rdata: c\r\rdata: d\r\r');
    });
    const events = [];
    for await (const event of new Transport({ endpoint: server.url }).stream('/s')) events.push(event);
    expect(events).toEqual([
      { id: '1', data: 'a' },
      { data: 'b' },
      { id: '2', data: 'c' },
      { id: '2', data: 'd' },
    ]);
  });

  test('behavior: headers of a call replace neither what authenticates nor what is accepted', async () => {
    await using server = await serve((_, response) => response.writeHead(200, SSE).end('data: 1\n\n'));
    const transport = new Transport({ endpoint: server.url, apiKey: 'mi_abc' });
    const headers = { authorization: 'Bearer other', accept: 'text/html' };
    await transport.stream('/s', { headers }).next();
    expect(server.seen[0]?.headers).toMatchObject({
      accept: 'text/event-stream',
      authorization: 'Bearer mi_abc',
    });
  });

  test('behavior: leaving the loop closes the connection', async () => {
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

  test('behavior: a slow reader is not a silent server', async () => {
    await using server = await serve(
      (_, response) => void response.writeHead(200, SSE).end('data: 1\n\ndata: 2\n\n'),
    );
    const seen = [];
    for await (const { data } of new Transport({ endpoint: server.url, timeout: 60 }).stream('/s')) {
      seen.push(data);
      await sleep(120);
    }
    expect(seen).toEqual(['1', '2']);
  });

  test('error: silence longer than the limit', async () => {
    await using server = await serve((_, response) => void response.writeHead(200, SSE).write('data: 1\n\n'));
    const stream = new Transport({ endpoint: server.url, timeout: 60 }).stream('/s');
    expect((await stream.next()).value).toEqual({ data: '1' });
    await expect(stream.next()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('error: a broken connection throws, and does not look like the end', async () => {
    await using server = await serve((request, response) => {
      response.writeHead(200, SSE).write('data: 1\n\n');
      setTimeout(() => request.socket.destroy(), 30);
    });
    const stream = new Transport({ endpoint: server.url }).stream('/s');
    await stream.next();
    await expect(stream.next()).rejects.toMatchObject({ name: 'ConnectionError' });
  });

  test('error: aborted', async () => {
    await using server = await serve((_, response) => void response.writeHead(200, SSE).write('data: 1\n\n'));
    const controller = new AbortController();
    const stream = new Transport({ endpoint: server.url }).stream('/s', { signal: controller.signal });
    await stream.next();
    setTimeout(() => controller.abort(), 20);
    await expect(stream.next()).rejects.toMatchObject({ name: 'AbortedError' });
  });

  test.each([
    [200, 'text/html', 'UnexpectedResponseError'],
    [204, 'text/event-stream', 'UnexpectedResponseError'],
    [403, 'application/json', 'PermissionDeniedError'],
  ])('error: %i %s is no stream', async (status, type, name) => {
    await using server = await serve((_, response) =>
      response.writeHead(status, { 'content-type': type }).end(),
    );
    await expect(new Transport({ endpoint: server.url }).stream('/s').next()).rejects.toMatchObject({ name });
  });
});
