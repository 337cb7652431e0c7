import { getEventListeners } from 'node:events';
import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { ServerSentEvent } from '../options/ServerSentEvent.ts';
import { wires } from '../testing/wires.ts';

const SSE = { 'content-type': 'text/event-stream' };
type Stream = AsyncGenerator<ServerSentEvent, void, undefined>;

const ways: [string, (stream: Stream, next: Promise<unknown>) => Promise<unknown>][] = [
  ['return()', (stream) => stream.return()],
  ['throw()', (stream) => expect(stream.throw(new Error('of its own'))).rejects.toThrow('of its own')],
  ['Symbol.asyncDispose', async (stream) => stream[Symbol.asyncDispose]()],
  [
    'a race that is lost',
    async (stream, next) => {
      await Promise.race([next, Promise.resolve()]);
      await stream.return();
    },
  ],
];

/** Phases in which a stream waits: the first connection, an event, the next connection, a failing server. */
const phases: [string, RequestListener, number][] = [
  ['to connect', () => undefined, 0],
  ['for an event', (_, response) => void response.writeHead(200, SSE).write('data: 1\n\n'), 1],
  [
    'to connect again',
    (_, response) => void response.writeHead(200, SSE).end('retry: 60000\ndata: 1\n\n'),
    1,
  ],
  ['after a refusal', (_, response) => void response.writeHead(503, { 'retry-after': '60' }).end(), 0],
];

describe.each(wires)('%s', (_name, wire) => {
  for (const [phase, handler, events] of phases) {
    test.each(ways)(`behavior: %s ends a wait ${phase} and closes the socket`, async (_way, leave) => {
      const open = new Set<unknown>();
      await using server = await serve((request, response) => {
        open.add(request.socket);
        request.socket.once('close', () => open.delete(request.socket));
        handler(request, response);
      });
      const { signal } = new AbortController();
      const transport = new Transport({ endpoint: server.url, wire: wire() });
      const stream = transport.stream('/s', { signal, timeout: 0 });
      for (let count = 0; count < events; count++) await stream.next();
      const waiting = [stream.next(), stream.next()];
      await expect.poll(() => server.seen.length).toBe(1);
      await leave(stream, Promise.all(waiting));
      for (const next of waiting) expect(await next).toEqual({ done: true, value: undefined });
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      // A connection that is not in the middle of an answer may be kept for another request.
      if (handler !== phases[3]?.[1] && handler !== phases[2]?.[1])
        await expect.poll(() => open.size).toBe(0);
      expect(server.seen).toHaveLength(1);
    });
  }

  test('behavior: closes the sockets of 50 streams through Readable.from', async () => {
    let open = 0;
    await using server = await serve((request, response) => {
      open++;
      request.socket.once('close', () => open--);
      response.writeHead(200, SSE).write('data: 1\n\n');
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const readables = Array.from({ length: 50 }, () => Readable.from(transport.stream('/s')));
    await Promise.all(readables.map((readable) => new Promise((resolve) => readable.once('data', resolve))));
    expect(open).toBe(50);
    for (const readable of readables) readable.destroy();
    await expect.poll(() => open).toBe(0);
  });

  test('behavior: ends a wait for bytes of a response at once', async () => {
    let isClosed = false;
    await using server = await serve((request, response) => {
      request.socket.once('close', () => {
        isClosed = true;
      });
      response.writeHead(200).write('first');
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const { body } = await transport.request<{ body: AsyncIterableIterator<Uint8Array> }>('GET', '/x', {
      as: 'stream',
    });
    await body.next();
    const next = body.next();
    await body.return?.();
    expect((await next).done).toBe(true);
    await expect.poll(() => isClosed).toBe(true);
  });
});
