import type { ServerResponse } from 'node:http';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { Logger } from '../options/Logger.ts';
import type { SkippedEvent } from '../options/ServerSentEvent.ts';
import { wires } from '../testing/wires.ts';

const SSE = { 'content-type': 'text/event-stream' };
const MIB = 2 ** 20;
const large = 'x'.repeat(MIB + 1);

/** Sends text without end, until the connection is closed. */
function endless(response: ServerResponse): void {
  const piece = Buffer.alloc(MIB, 'x');
  const more = (): void => {
    if (!response.destroyed) response.write(piece, more);
  };
  more();
}

/** Collects events and skipped events in their order, and the warnings. */
function recorder() {
  const seen: unknown[] = [];
  const warned: [string, Readonly<Record<string, unknown>>][] = [];
  const nothing = (): void => undefined;
  const logger: Logger = {
    debug: nothing,
    info: nothing,
    warn: (message, fields) => void warned.push([message, fields]),
    error: nothing,
  };
  return { seen, warned, logger, onSkip: (skipped: SkippedEvent) => void seen.push({ skipped }) };
}

describe.each(wires)('%s', (_name, wire) => {
  test('default: continues after an event of more than 1 MiB on the same connection', async () => {
    await using server = await serve((request, response) => {
      const last = request.headers['last-event-id'];
      if (last !== undefined) return void response.writeHead(204).end();
      response.writeHead(200, SSE).write('retry: 1\n\nid: 1\ndata: a\n\n');
      response.write(`id: 2\nevent: task\ndata: ${large}\n\ndata: b\n\n`);
      response.end(`data: ${large}\nid: 3\n\n`);
    });
    const { seen, warned, logger, onSkip } = recorder();
    const transport = new Transport({ endpoint: server.url, wire: wire(), logger });
    for await (const event of transport.stream('/s', { onSkip })) seen.push(event);
    expect(seen).toEqual([
      { id: '1', data: 'a' },
      { skipped: { event: 'task', id: '2', size: 6 + 12 + 7 + large.length } },
      { id: '2', data: 'b' },
      { skipped: { id: '3', size: 6 + 7 + large.length } },
    ]);
    expect(warned).toEqual([
      [
        'skipped an event of more than 1 MiB',
        expect.objectContaining({ event: 'task', id: '2', url: `${server.url}/s` }),
      ],
      ['skipped an event of more than 1 MiB', expect.objectContaining({ id: '3' })],
    ]);
    expect(server.seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '3']);
  });

  test('behavior: continues on a new connection after an endless event', async () => {
    await using server = await serve((request, response) => {
      const last = request.headers['last-event-id'];
      if (last === '2') return void response.writeHead(204).end();
      response.writeHead(200, SSE).write('retry: 1\n\nid: 1\ndata: a\n\nid: 2\ndata: ');
      endless(response);
    });
    const { seen, onSkip } = recorder();
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    for await (const event of transport.stream('/s', { onSkip, maxReconnects: 1 })) seen.push(event);
    expect(seen).toEqual([{ id: '1', data: 'a' }, { skipped: { id: '2', size: expect.any(Number) } }]);
  });

  test('error: throws when each connection sends an endless event without an id', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, SSE).write('retry: 1\n\ndata: a\n\ndata: ');
      endless(response);
    });
    const { seen, warned, logger, onSkip } = recorder();
    const transport = new Transport({ endpoint: server.url, wire: wire(), logger });
    const stream = transport.stream('/s', { onSkip, maxReconnects: 1 });
    await expect(
      (async () => {
        for await (const event of stream) seen.push(event);
      })(),
    ).rejects.toMatchObject({ code: 'event_too_large', retryable: true, outcome: 'unknown' });
    // Each connection begins with an event, which is no progress.
    expect(seen).toEqual([
      { data: 'a' },
      { skipped: expect.anything() },
      { data: 'a' },
      { skipped: expect.anything() },
    ]);
    expect(warned).toHaveLength(2);
    expect(server.seen).toHaveLength(2);
  });

  test('behavior: continues after an id that no header can carry', async () => {
    let connections = 0;
    await using server = await serve((_, response) => {
      if (connections++ === 2) return void response.writeHead(204).end();
      const id = connections === 1 ? '\u0007' : 'x'.repeat(100_000);
      response.writeHead(200, SSE).end(`retry: 1\nid: 1\ndata: a\n\nid: ${id}\ndata: b${connections}\n\n`);
    });
    const data: string[] = [];
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    for await (const event of transport.stream('/s')) data.push(event.data);
    expect(data).toEqual(['a', 'b1', 'a', 'b2']);
    expect(server.seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1', '1']);
  });
});
