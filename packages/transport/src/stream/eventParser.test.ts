import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { ServerSentEvent, SkippedEvent } from '../options/ServerSentEvent.ts';
import type { StreamPosition } from './eventParser.ts';
import { eventParser, MAX_SKIPPED } from './eventParser.ts';

const MiB = 2 ** 20;
const start = (): StreamPosition => ({ lastEventId: '', retryMs: 1_000 });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const byteByByte = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte));
const inPieces = (bytes: Uint8Array, size = 61): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

function parseAll(chunks: readonly Uint8Array[], position = start()): (ServerSentEvent | SkippedEvent)[] {
  const parser = eventParser(position);
  return chunks.flatMap((chunk) => parser.feed(chunk).map(({ event, skipped }) => event ?? skipped));
}

function parse(chunks: readonly Uint8Array[], position = start()): ServerSentEvent[] {
  return parseAll(chunks, position) as ServerSentEvent[];
}

describe('the standard', () => {
  interface Case {
    id: string;
    chunks_b64: string[];
    expect: { event: string; data: string; lastEventId: string }[];
    retry?: number;
  }
  const file = new URL('../../../../tests/vectors/sse_parse.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

  test.each(cases)('behavior: parses $id, in the given chunks and byte by byte', (vector) => {
    const chunks = vector.chunks_b64.map((chunk) => new Uint8Array(Buffer.from(chunk, 'base64')));
    const expected = vector.expect.map(({ event, data, lastEventId }) => ({ event, data, lastEventId }));
    for (const pieces of [chunks, [Buffer.concat(chunks)], byteByByte(Buffer.concat(chunks))]) {
      const position = start();
      const events = parse(pieces, position).map(({ event = 'message', data, id = '' }) => ({
        event,
        data,
        lastEventId: id,
      }));
      expect(events).toEqual(expected);
      expect(position.retryMs).toBe(vector.retry ?? 1_000);
    }
  });

  test('behavior: keeps an id until the next one, and clears it for an empty one', () => {
    const text = 'id: 1\r\n\r\ndata: a\r\n\r\nid\ndata: b\n\nid:2\rdata: c\r\rdata: d\r\r';
    expect(parse([bytesOf(text)])).toEqual([
      { id: '1', data: 'a' },
      { data: 'b' },
      { id: '2', data: 'c' },
      { id: '2', data: 'd' },
    ]);
  });

  test.each([
    ['id: 5\n\n', '5'],
    ['id: 5\ndata: x\n\nid: 6\ndata: cut', '5'],
    ['id: 5\n\nid: 6\0\ndata: x\n\n', '5'],
    ['id: 5\n\nid\n\n', ''],
    ['data: x\n\n', 'before'],
  ])('behavior: after %j the position is %j', (text, lastEventId) => {
    const position = { ...start(), lastEventId: 'before' };
    parse(byteByByte(bytesOf(text)), position);
    expect(position.lastEventId).toBe(lastEventId);
  });

  test('behavior: reads bytes that resemble a byte order mark as text', () => {
    expect(parse([bytesOf('ï»¿data: a\n\ndata: b\n\n')])).toEqual([{ data: 'b' }]);
  });

  test.each([
    ['0', 100],
    ['2500', 2_500],
    ['999999999999999999999', 60_000],
    ['-1', 1_000],
    ['1e3', 1_000],
    ['', 1_000],
  ])('behavior: retry: %s is %i ms', (retry, retryMs) => {
    const position = start();
    parse([bytesOf(`retry: ${retry}\n`)], position);
    expect(position.retryMs).toBe(retryMs);
  });
});

describe('repeated events after a reconnect', () => {
  const last = { event: 'task', data: 'x', id: '7' };
  const again = 'event: task\nid: 7\ndata: x\n\n';

  test('behavior: drops repeated events at the beginning only', () => {
    const position = { ...start(), lastEventId: '7', last };
    const next = { ...last, id: '8' };
    expect(parse([bytesOf(again + again + again.replace('7', '8'))], position)).toEqual([last, next]);
  });

  test.each([
    ['other data', again.replace('x', 'y')],
    ['another name', again.replace('task', 'file')],
    ['no id of its own', again.replace('id: 7\n', '')],
    ['another id', again.replace('7', '8')],
  ])('behavior: passes on an event with %s', (_, text) => {
    expect(parse([bytesOf(text)], { ...start(), lastEventId: '7', last })).toHaveLength(1);
  });
});

describe('size', () => {
  test('default: accepts 1 MiB of data, in one piece or in 250,000', () => {
    const data = 'x'.repeat(MiB);
    const text = bytesOf(`data: ${data}\n\ndata: next\n\n`);
    for (const chunks of [[text], inPieces(text, 4)])
      expect(parse(chunks)).toEqual([{ data }, { data: 'next' }]);
  });

  test('behavior: comments and empty blocks do not count as size', () => {
    const text = bytesOf(`:${' '.repeat(999)}\n`.repeat(3 * 1_049) + 'data: x\n\n'.repeat(2));
    expect(parse([text])).toEqual([{ data: 'x' }, { data: 'x' }]);
  });

  test('behavior: parses a million line ends', () => {
    expect(parse([bytesOf('\r'.repeat(MiB)), bytesOf('data\r\r')])).toEqual([{ data: '' }]);
  });

  const line = 'x'.repeat(1_023);
  const large = 'x'.repeat(MiB + 1);
  test.each([
    ['one line', `data: ${large}\n`],
    ['many lines', `${`data: ${line}\n`.repeat(1_024)}data: xx\n`],
    ['a name', `event: ${large}\ndata: x\n`],
    ['three lines', `data: x\ndata: ${large}\ndata: x\n`],
  ])('behavior: skips an event of more than 1 MiB: %s', (_, text) => {
    for (const [block, id] of [
      [`${text}\n`, undefined],
      [`id: 7\n${text}\n`, '7'],
      [`${text}id: 7\n\n`, '7'],
      [`${text}id: 7\nretry: 500\nevent: task\n\n`, '7'],
    ] as const) {
      const bytes = bytesOf(`id: 1\ndata: before\n\n${block}data: after\n\n`);
      for (const chunks of [[bytes], inPieces(bytes)]) {
        const position = start();
        expect(parseAll(chunks, position)).toEqual([
          { id: '1', data: 'before' },
          {
            ...(block.includes('task') && { event: 'task' }),
            ...(id && { id }),
            // Without the line that ends the block.
            size: block.length - 1,
          },
          { id: id ?? '1', data: 'after' },
        ]);
        expect(position.lastEventId).toBe(id ?? '1');
      }
    }
  });

  test.each([
    ['a comment', `:${large}\n`],
    ['a field that is unknown', `${large}: x\n`],
    ['an id that no header can carry', `id: ${large}\n`],
    ['an id with a control character', 'id: \u0001\n'],
    ['an id of 1,025 characters', `id: ${'x'.repeat(1_025)}\n`],
  ])('behavior: completes an event without %s', (_, text) => {
    const bytes = bytesOf(`id: 1\ndata: before\n\n${text}data: x\n\n`);
    for (const chunks of [[bytes], inPieces(bytes)]) {
      const position = start();
      expect(parseAll(chunks, position)).toEqual([
        { id: '1', data: 'before' },
        { id: '1', data: 'x' },
      ]);
      expect(position.lastEventId).toBe('1');
    }
  });
});

describe('an event without an end', () => {
  const piece = bytesOf('x'.repeat(MiB / 16));
  const lines = bytesOf(`${'data: '.padEnd(1_023, 'x')}\n`.repeat(64));
  const unknown = bytesOf(`${'x'.repeat(1_023)}\n`.repeat(64));

  test.each([
    ['one line', 'data: ', piece],
    ['many lines', '', lines],
    ['fields that are unknown', '', unknown],
    ['a comment', ':', piece],
  ])('behavior: closes the connection after 64 MiB: %s', (_, head, more) => {
    for (const id of ['7', undefined]) {
      const position = start();
      const parser = eventParser(position);
      const begun = parser.feed(bytesOf(`id: 1\ndata: before\n\n${id ? `id: ${id}\n` : ''}${head}`));
      expect(begun).toEqual([{ event: { id: '1', data: 'before' } }]);
      let fed = 0;
      let last = parser.feed(more);
      for (; !parser.isStuck; last = parser.feed(more)) {
        expect(last).toEqual([]);
        fed += more.length;
      }
      expect(fed).toBeLessThan(MAX_SKIPPED + more.length);
      expect(last).toEqual([{ skipped: { ...(id && { id }), size: expect.any(Number) } }]);
      expect(position.lastEventId).toBe(id ?? '1');
      // Nothing after it is read.
      expect(parser.feed(bytesOf('\n\ndata: after\n\n'))).toEqual([]);
      expect(position.isBeforeEndless).toBe(id === undefined);
    }
  });

  test.each([
    ['after the data', '\nid: 2\n\n', '2'],
    ['nowhere', '\n\n', '1'],
  ])(
    'behavior: skips an event of 65 MiB with its id %s on the next connection and reports it once',
    (_, end, id) => {
      const position = start();
      position.lastEventId = '1';
      const first = eventParser(position);
      const told: unknown[] = first.feed(bytesOf('data: '));
      while (!first.isStuck) told.push(...first.feed(piece));
      const second = eventParser(position);
      told.push(...second.feed(bytesOf('data: ')));
      for (let fed = 0; fed <= MAX_SKIPPED; fed += piece.length) told.push(...second.feed(piece));
      told.push(...second.feed(bytesOf(end)));
      expect(told).toEqual([{ skipped: { size: expect.any(Number) } }]);
      expect(second.isStuck).toBe(false);
      expect(position.lastEventId).toBe(id);
      expect(second.feed(bytesOf('id: 3\ndata: after\n\n'))).toEqual([{ event: { id: '3', data: 'after' } }]);
    },
  );

  test('behavior: reports an event without an id once, until another event', () => {
    const position = start();
    const told = (): number => {
      const parser = eventParser(position);
      const events = parser.feed(bytesOf('data: '));
      while (!parser.isStuck) events.push(...parser.feed(piece));
      return events.length;
    };
    expect([told(), told()]).toEqual([1, 0]);
    parse([bytesOf('data: x\n\n')], position);
    expect(told()).toBe(1);
  });
});

describe('cost', () => {
  test.each([
    ['fields that are unknown', 'x\n'],
    ['fields that are unknown, with values', 'x: y\n'],
    ['data without text', 'data\n'],
    ['data that is skipped', 'data: xxxxxxxxxxxxxxxx\n'],
    ['ids', 'id: 1\n'],
    ['delays', 'retry: 1\n'],
    ['colons', ':'.repeat(MiB)],
    ['a line', 'x'.repeat(MiB)],
    ['events', 'data: x\n\n'],
    ['carriage returns', '\r'],
  ])('behavior: parses 4 MiB of %s in linear time, in pieces of any size', (_, unit) => {
    const text = bytesOf(unit.repeat(Math.ceil((4 * MiB) / unit.length)));
    const before = process.cpuUsage();
    for (const size of [MiB, 4_096, 61]) {
      const parser = eventParser(start());
      for (let at = 0; at < text.length; at += size) parser.feed(text.subarray(at, at + size));
    }
    const { user, system } = process.cpuUsage(before);
    // Some 0.5 s. Work that is not linear, or an error for each line, takes more than 15 s.
    expect((user + system) / 1e6).toBeLessThan(8);
  });

  test('behavior: an event holds no memory of its chunk', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const comment = `:${'x'.repeat(MiB / 16)}\n`;
    for (const block of [
      `data: ${'y'.repeat(64)}\n`,
      `id: ${'z'.repeat(64)}\nevent: ${'e'.repeat(64)}\ndata: a\n\n`,
    ]) {
      const parser = eventParser(start());
      collect();
      const before = process.memoryUsage().heapUsed;
      const events: unknown[] = [];
      for (let count = 0; count < 1_000; count++) events.push(...parser.feed(bytesOf(block + comment)));
      collect();
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * MiB);
      events.push(...parser.feed(bytesOf('\n\n')));
      expect(events.length).toBeGreaterThan(0);
    }
  });
});
