import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventParser } from './eventParser.ts';
import type { ServerSentEvent } from './ServerSentEvent.ts';
import type { StreamPosition } from './StreamPosition.ts';

const MiB = 2 ** 20;
const start = (): StreamPosition => ({ lastEventId: '', retryMs: 1_000 });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const byteByByte = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte));
const inPieces = (bytes: Uint8Array, size = 61): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

function parse(chunks: readonly Uint8Array[], position = start()): ServerSentEvent[] {
  const feed = eventParser(position, 'http://server/stream');
  return chunks.flatMap((chunk) => [...feed(chunk)]);
}

describe('the standard', () => {
  interface Case {
    id: string;
    chunks_b64: string[];
    expect: { event: string; data: string; lastEventId: string }[];
    retry?: number;
  }
  const file = new URL('../../../tests/vectors/sse_parse.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

  test.each(cases)('behavior: $id, in the given chunks and byte by byte', (vector) => {
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

  test('behavior: an id counts until the next one; an empty one takes it back', () => {
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

  test('behavior: what only looks like a byte order mark is text', () => {
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

describe('what was given out before', () => {
  const last = { event: 'task', data: 'x', id: '7' };
  const again = 'event: task\nid: 7\ndata: x\n\n';

  test('behavior: is left out at the beginning, and nowhere else', () => {
    const position = { ...start(), lastEventId: '7', last };
    const next = { ...last, id: '8' };
    expect(parse([bytesOf(again + again + again.replace('7', '8'))], position)).toEqual([last, next]);
  });

  test.each([
    ['other data', again.replace('x', 'y')],
    ['another name', again.replace('task', 'file')],
    ['no id of its own', again.replace('id: 7\n', '')],
    ['another id', again.replace('7', '8')],
  ])('behavior: what has %s is new', (_, text) => {
    expect(parse([bytesOf(text)], { ...start(), lastEventId: '7', last })).toHaveLength(1);
  });
});

describe('size', () => {
  test('default: 1 MiB of data, in one piece and in a quarter of a million', () => {
    const data = 'x'.repeat(MiB);
    const text = bytesOf(`data: ${data}\n\ndata: next\n\n`);
    for (const chunks of [[text], inPieces(text, 4)])
      expect(parse(chunks)).toEqual([{ data }, { data: 'next' }]);
  });

  test('behavior: comments and empty blocks add nothing up', () => {
    const text = bytesOf(`:${' '.repeat(999)}\n`.repeat(3 * 1_049) + 'data: x\n\n'.repeat(2));
    expect(parse([text])).toEqual([{ data: 'x' }, { data: 'x' }]);
  });

  test('behavior: a million line ends', () => {
    expect(parse([bytesOf('\r'.repeat(MiB)), bytesOf('data\r\r')])).toEqual([{ data: '' }]);
  });

  const line = 'x'.repeat(1_023);
  test.each([
    ['one line', `data: ${'x'.repeat(MiB + 1)}\n\n`],
    ['many lines', `${`data: ${line}\n`.repeat(1_024)}data: xx\n\n`],
    ['a line without an end', `data: ${'x'.repeat(MiB + 1)}`],
    ['a comment', `:${'x'.repeat(MiB + 10)}\n\n`],
    ['an id', `id: ${'x'.repeat(MiB + 10)}\n\n`],
  ])('error: more than 1 MiB: %s', (_, text) => {
    const bytes = bytesOf(`data: before\n\n${text}data: after\n\n`);
    for (const chunks of [[bytes], inPieces(bytes)]) {
      const feed = eventParser(start(), 'http://server/stream');
      const events: ServerSentEvent[] = [];
      expect(() => {
        for (const chunk of chunks) for (const event of feed(chunk)) events.push(event);
      }).toThrow(expect.objectContaining({ name: 'UnexpectedResponseError', code: 'event_too_large' }));
      expect(events).toEqual([{ data: 'before' }]);
    }
  });
});
