import { getEventListeners } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { OS1Error } from '../errors/OS1Error.ts';
import { ConnectionError } from '../errors/subclasses.ts';
import type { ServerSentEvent } from '../options/ServerSentEvent.ts';
import { parseRetryAfter } from '../response/responseToError.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { type Connect, type EventStreamOptions, eventStream } from './eventStream.ts';

const SSE = { 'content-type': 'text/event-stream' };
/** The shortest delay that a server may ask for. */
const SOON = 'retry: 1\n\n';

/** One attempt over `fetch`, as the transport makes it. */
function connectTo(url: string): Connect {
  return async (lastEventId, signal) => {
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    };
    const response = await fetch(url, { headers, signal }).catch((cause: unknown) => {
      throw new ConnectionError(0, 'Could not reach it.', 'connection_failed', { retryable: true, cause });
    });
    const { status } = response;
    if (!response.ok) {
      await response.body?.cancel();
      const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now()) ?? undefined;
      throw new OS1Error(status, `The server answered ${status}.`, undefined, { retryAfterMs });
    }
    const body: AsyncIterable<Uint8Array> = response.body ?? noBytes();
    return { status, headers: Object.fromEntries(response.headers), body };
  };
}

async function* noBytes(): AsyncGenerator<Uint8Array, void, undefined> {}

function open(url: string, options: Partial<EventStreamOptions> = {}) {
  return eventStream(connectTo(url), { url, ...options });
}

async function collect(stream: AsyncIterable<ServerSentEvent>): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** A server whose connections differ: the first gets the first answer, and so on; those behind the last get 204. */
function answering(...answers: ((response: ServerResponse) => void)[]): RequestListener {
  let next = 0;
  return (_, response) => {
    const answer = answers[next++];
    if (answer) answer(response);
    else response.writeHead(204).end();
  };
}

const says = (text: string) => (response: ServerResponse) => void response.writeHead(200, SSE).end(text);
const saysAndBreaks = (text: string) => (response: ServerResponse) =>
  void response.writeHead(200, SSE).write(text, () => response.destroy());
const saysAndIsSilent = (text: string) => (response: ServerResponse) =>
  void response.writeHead(200, SSE).write(text);

const sentIds = (server: TestServer) => server.seen.map(({ headers }) => headers['last-event-id']);

describe('recovery', () => {
  test('default: continues after the last event until the server ends the stream', async () => {
    await using server = await serve(
      answering(
        says(`${SOON}id: 1\ndata: a\n\n`),
        saysAndBreaks('id: 2\nevent: task\ndata: b\n\nid: 3\ndata: cut o'),
        says('id: 3\ndata: c\n\n'),
      ),
    );
    expect(await collect(open(server.url))).toEqual([
      { id: '1', data: 'a' },
      { id: '2', event: 'task', data: 'b' },
      { id: '3', data: 'c' },
    ]);
    expect(sentIds(server)).toEqual([undefined, '1', '2', '3']);
    expect(server.seen[0]?.headers.accept).toBe('text/event-stream');
  });

  test('behavior: delivers 200 events once and in order over connections that break anywhere', async () => {
    const events = Array.from({ length: 200 }, (_, index) => ({
      id: String(index + 1),
      data: `${index} – ${'ü'.repeat((index * 7) % 60)}`,
    }));
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    await using server = await serve((request, response) => {
      const seen = Number(request.headers['last-event-id'] ?? 0);
      if (seen === events.length) return void response.writeHead(204).end();
      const rest = events.slice(seen).map(({ id, data }) => `id: ${id}\ndata: ${data}\n\n`);
      const bytes = Buffer.from(SOON + rest.join(''));
      const cut = Math.floor(random() * 2_000);
      response.writeHead(200, SSE);
      response.write(bytes.subarray(0, cut), () => {
        // A reset takes with it what the other side has not read yet.
        if (random() < 0.5) request.socket.resetAndDestroy();
        else response.destroy();
      });
    });
    const got = await collect(open(server.url, { maxReconnects: 100 }));
    expect(got).toEqual(events);
    expect(server.seen.length).toBeGreaterThan(10);
  });

  test('behavior: recovers from 50 silent sockets without loss', async () => {
    const closed = new Set<unknown>();
    let silent = 0;
    await using server = await serve((request, response) => {
      const seen = Number(request.headers['last-event-id'] ?? 0);
      if (seen === 9) return void response.writeHead(204).end();
      silent++;
      request.socket.once('close', () => closed.add(request.socket));
      const text = [1, 2, 3].map((step) => `id: ${seen + step}\ndata: ${seen + step}\n\n`).join('');
      response.writeHead(200, SSE).write(`${SOON}${text}id: ${seen + 4}\ndata: cut o`);
    });
    const all = await Promise.all(
      Array.from({ length: 50 }, () => collect(open(server.url, { idleTimeout: 300 }))),
    );
    const ids = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    for (const events of all) expect(events).toEqual(ids.map((id) => ({ id, data: id })));
    expect(silent).toBeGreaterThanOrEqual(150);
    await expect.poll(() => closed.size).toBe(silent);
  });

  test('behavior: takes the position from the caller and from blocks without data, and keeps it after breaks', async () => {
    await using server = await serve(
      answering(
        saysAndBreaks(SOON),
        says(': nothing\n\n'),
        saysAndBreaks('id: 8\n\nid: 9\n'),
        (response) => response.writeHead(503).end(),
        says('data: x\n\n'),
        says('id\n\n'),
      ),
    );
    expect(await collect(open(server.url, { lastEventId: '7' }))).toEqual([{ id: '8', data: 'x' }]);
    expect(sentIds(server)).toEqual(['7', '7', '7', '8', '8', '8', undefined]);
  });

  test('behavior: sends a non-ASCII id as UTF-8', async () => {
    await using server = await serve(answering(says(`${SOON}id: ü→\ndata: x\n\n`)));
    expect(await collect(open(server.url))).toEqual([{ id: 'ü→', data: 'x' }]);
    expect(Buffer.from(sentIds(server)[1] as string, 'latin1').toString()).toBe('ü→');
  });

  test('behavior: drops a repeated last event', async () => {
    await using server = await serve(
      answering(
        says(`${SOON}id: 1\ndata: a\n\n`),
        says('id: 1\ndata: a\n\n'),
        says('id: 1\ndata: a\n\nid: 2\ndata: b\n\n'),
      ),
    );
    expect((await collect(open(server.url))).map(({ data }) => data)).toEqual(['a', 'b']);
  });

  test('behavior: reconnects after 429 and 5xx', async () => {
    const refuse = (status: number) => (response: ServerResponse) =>
      void response.writeHead(status, { 'retry-after': '0' }).end();
    await using server = await serve(
      answering(
        says(`${SOON}data: a\n\n`),
        ...[429, 500, 502, 503, 504, 408].map(refuse),
        says('data: b\n\n'),
      ),
    );
    expect((await collect(open(server.url))).map(({ data }) => data)).toEqual(['a', 'b']);
  });

  test('behavior: waits for a server that does not listen yet', async () => {
    const down = await serve(() => undefined);
    await down.close();
    let attempts = 0;
    await using server = await serve(answering(says(`${SOON}data: a\n\n`)));
    const connect: Connect = (id, signal) => connectTo(attempts++ === 0 ? down.url : server.url)(id, signal);
    expect(await collect(eventStream(connect, { url: server.url }))).toEqual([{ data: 'a' }]);
  });
});

describe('the end', () => {
  test('default: ends at 204', async () => {
    await using server = await serve(answering());
    expect(await collect(open(server.url))).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });

  test('behavior: without recovery, ends with the response', async () => {
    await using server = await serve(answering(says('data: a\n\ndata: cut')));
    expect(await collect(open(server.url, { maxReconnects: 0 }))).toEqual([{ data: 'a' }]);
    expect(server.seen).toHaveLength(1);
  });

  test('behavior: break closes the socket', async () => {
    let closed = 0;
    await using server = await serve((request, response) => {
      request.socket.once('close', () => closed++);
      response.writeHead(200, SSE).write('data: 1\n\ndata: 2\n\n');
    });
    const { signal } = new AbortController();
    for await (const { data } of open(server.url, { signal })) {
      expect(data).toBe('1');
      break;
    }
    await expect.poll(() => closed).toBe(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });

  test('behavior: does not reconnect after an error of the reader', async () => {
    await using server = await serve(answering(saysAndIsSilent('data: 1\n\n')));
    const stream = open(server.url);
    await stream.next();
    await expect(stream.throw(new Error('of its own'))).rejects.toThrow('of its own');
    expect(server.seen).toHaveLength(1);
  });

  test.each([400, 401, 402, 403, 404, 409, 410, 501])('error: ends with status %i', async (status) => {
    await using server = await serve(
      answering(says(`${SOON}data: a\n\n`), (response) => response.writeHead(status).end()),
    );
    const stream = open(server.url);
    await stream.next();
    await expect(stream.next()).rejects.toMatchObject({ status });
    expect(server.seen).toHaveLength(2);
  });

  test.each([
    [200, 'text/html'],
    [200, 'text/event-streams'],
    [200, 'application/json'],
    [200, undefined],
    [201, 'text/event-stream'],
  ])('error: refuses %i %s as a stream', async (status, type) => {
    let closed = 0;
    await using server = await serve((request, response) => {
      request.socket.once('close', () => closed++);
      response.writeHead(status, type === undefined ? {} : { 'content-type': type }).write('data: 1\n\n');
    });
    await expect(open(server.url).next()).rejects.toMatchObject({
      name: 'UnexpectedResponseError',
      code: 'unexpected_response',
      status,
      retryable: false,
    });
    await expect.poll(() => closed).toBe(1);
    expect(server.seen).toHaveLength(1);
  });

  test('behavior: accepts the type with parameters and in any case', async () => {
    await using server = await serve((_, response) => {
      response
        .writeHead(200, { 'content-type': 'Text/Event-Stream ; charset=windows-1252' })
        .end('data: ü\n\n');
    });
    expect(await collect(open(server.url, { maxReconnects: 0 }))).toEqual([{ data: 'ü' }]);
  });

  test('error: throws an error of connect', async () => {
    const connect: Connect = () => Promise.reject(new RangeError('a mistake'));
    await expect(eventStream(connect, { url: 'http://server/' }).next()).rejects.toThrow(RangeError);
  });

  test.each([-1, Number.NaN, '3'])('error: refuses maxReconnects %j', async (maxReconnects) => {
    const options = { url: 'http://server/', maxReconnects: maxReconnects as number };
    const stream = eventStream(() => Promise.reject(new Error('called')), options);
    await expect(stream.next()).rejects.toMatchObject({ argument: 'maxReconnects' });
  });

  test.each(['a\nb', 'a\0', 7])('error: refuses lastEventId %j', async (lastEventId) => {
    const options = { url: 'http://server/', lastEventId: lastEventId as string };
    const stream = eventStream(() => Promise.reject(new Error('called')), options);
    await expect(stream.next()).rejects.toMatchObject({ argument: 'lastEventId' });
  });
});

// Together: each waits for a limit of seconds.
describe.concurrent('a limit on silence', () => {
  test('behavior: any byte restarts the limit on silence', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, SSE);
      let comments = 0;
      const timer = setInterval(() => {
        if (comments++ < 12) return void response.write(':');
        clearInterval(timer);
        response.end('\ndata: x\n\n');
      }, 600);
    });
    expect(await collect(open(server.url, { idleTimeout: 6_000, maxReconnects: 0 }))).toEqual([
      { data: 'x' },
    ]);
  });

  test('behavior: does not take a slow reader for a silent server', async () => {
    await using server = await serve(answering(says('data: 1\n\ndata: 2\n\n')));
    const seen: string[] = [];
    for await (const { data } of open(server.url, { idleTimeout: 6_000, maxReconnects: 0 })) {
      seen.push(data);
      await sleep(6_500);
    }
    expect(seen).toEqual(['1', '2']);
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    ['silence', saysAndIsSilent('data: 1\n\n'), { name: 'TimeoutError', code: 'timeout' }],
    ['a break', saysAndBreaks('data: 1\n\n'), { name: 'ConnectionError', code: 'connection_failed' }],
  ])('error: without recovery, throws after %s', async (_, answer, error) => {
    await using server = await serve(answering(answer));
    const stream = open(server.url, { maxReconnects: 0, idleTimeout: 6_000 });
    await stream.next();
    await expect(stream.next()).rejects.toMatchObject({ ...error, status: 0, retryable: true });
    expect(server.seen).toHaveLength(1);
    expect((await stream.next()).done).toBe(true);
  });

  test('error: throws when the server never responds', async () => {
    await using server = await serve(() => undefined);
    const stream = open(server.url, { maxReconnects: 0, idleTimeout: 6_000 });
    await expect(stream.next()).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('aborting', () => {
  const phases: [string, RequestListener, number][] = [
    ['while it connects', () => undefined, 0],
    ['while it reads', answering(saysAndIsSilent('data: 1\n\n')), 1],
    ['while it waits to connect again', answering(says('retry: 60000\n\ndata: 1\n\n')), 1],
  ];
  test.each(phases)('behavior: %s', async (_, handler, events) => {
    await using server = await serve(handler);
    const controller = new AbortController();
    const { signal } = controller;
    const stream = open(server.url, { signal });
    for (let index = 0; index < events; index++) await stream.next();
    const next = stream.next();
    await expect.poll(() => server.seen.length).toBe(1);
    await sleep(50);
    controller.abort(new Error('enough'));
    await expect(next).rejects.toMatchObject({
      name: 'AbortedError',
      code: 'aborted',
      retryable: false,
      cause: { message: 'enough' },
    });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect((await stream.next()).done).toBe(true);
  });

  test('behavior: sends nothing when aborted before', async () => {
    await using server = await serve(answering(says('data: 1\n\n')));
    const signal = AbortSignal.abort();
    await expect(open(server.url, { signal }).next()).rejects.toMatchObject({ name: 'AbortedError' });
    expect(server.seen).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('behavior: stops between two events of one chunk', async () => {
    await using server = await serve(answering(saysAndIsSilent('data: 1\n\ndata: 2\n\n')));
    const controller = new AbortController();
    const stream = open(server.url, { signal: controller.signal });
    await stream.next();
    controller.abort();
    await expect(stream.next()).rejects.toMatchObject({ name: 'AbortedError' });
  });

  test('behavior: ends although the wire ignores the signal', async () => {
    const never = new Promise<never>(() => undefined);
    const body = { [Symbol.asyncIterator]: () => ({ next: () => never }) };
    const deaf: Promise<WireResponse>[] = [never, Promise.resolve({ status: 200, headers: SSE, body })];
    for (const answer of deaf) {
      const signal = AbortSignal.timeout(50);
      const stream = eventStream(() => answer, { url: 'http://server/', signal });
      await expect(stream.next()).rejects.toMatchObject({ name: 'AbortedError' });
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }
  });
});
