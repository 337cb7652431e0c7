import { describe, expect, test } from 'vitest';
import { respond } from '../testing/fakeWire.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { closeBody, joined, readBytes } from './readResponse.ts';

const MIB = 1024 * 1024;
const zipped = { 'content-encoding': 'gzip' };

/** A response of chunks of bytes. */
function bytes(
  chunks: readonly Uint8Array[],
  headers: Record<string, string> = {},
  received?: () => number,
): WireResponse {
  const body = (async function* () {
    yield* chunks;
  })();
  return { status: 200, headers, body, ...(received && { received }) };
}

/** Bytes that differ from one another. */
function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) % 251);
}

describe('the limit', () => {
  test.each([
    [10, true],
    [9, false],
  ])('default: ten bytes within a limit of %i: %j', async (limit, isWhole) => {
    const response = bytes([pattern(6), pattern(4)]);
    const read = await readBytes(response, limit);
    expect(read.isWhole).toBe(isWhole);
    expect([...read.bytes]).toEqual(isWhole ? [...pattern(6), ...pattern(4)] : [...pattern(6)]);
  });

  test('error: returns nothing of a first chunk beyond the limit', async () => {
    expect(await readBytes(bytes([pattern(6)]), 5)).toEqual({ bytes: new Uint8Array(), isWhole: false });
  });

  test('behavior: closes the body at the limit', async () => {
    const response = respond(200, ['12', '34', '56']);
    await readBytes(response, 3);
    expect([response.reads, response.closed]).toEqual([2, 1]);
  });

  test.each([
    ['6', {}, 0],
    ['5', {}, 2],
    ['many', {}, 2],
    ['6', zipped, 2],
  ])('behavior: with Content-Length %s, %j and a limit of 5: reads: %i', async (length, more, reads) => {
    const response = respond(200, ['12345'], { 'content-length': length, ...more });
    const { isWhole } = await readBytes(response, 5);
    expect([isWhole, response.reads, response.closed]).toEqual([reads > 0, reads, reads > 0 ? 0 : 1]);
  });
});

describe('compression', () => {
  const whole = async (
    size: number,
    headers: Record<string, string>,
    received?: () => number,
    limit = 100 * MIB,
  ): Promise<boolean> => (await readBytes(bytes([new Uint8Array(size)], headers, received), limit)).isWhole;

  test.each([
    [16 * MIB, 1, true],
    [16 * MIB + 1, 1, false],
    [50 * 335_545, 335_545, true],
    [50 * 335_545, 335_544, false],
  ])(
    'error: refuses more than 16 MiB and 50 times the received bytes: %i of %i',
    async (size, wire, isWhole) => {
      expect(await whole(size, zipped, () => wire)).toBe(isWhole);
      // `fetch` has the announced length only.
      expect(await whole(size, { ...zipped, 'content-length': String(wire) })).toBe(isWhole);
    },
  );

  test('behavior: accepts any size without compression', async () => {
    expect(await whole(16 * MIB + 1, {})).toBe(true);
  });

  test.each([
    [20_000_000, true],
    [20_000_001, false],
  ])('error: accepts a third of the limit when the length is unknown: %i of 60 MB', async (size, isWhole) => {
    expect(await whole(size, zipped, undefined, 60_000_000)).toBe(isWhole);
  });
});

describe('the memory', () => {
  const KIB = 1024;
  const view = (length: number, buffer: number): Uint8Array =>
    new Uint8Array(new ArrayBuffer(buffer), 0, length);

  test.each([
    [32 * KIB, 32 * KIB, true],
    [32 * KIB - 1, 32 * KIB - 1, false],
    [32 * KIB, 40 * KIB, true],
    [32 * KIB, 40 * KIB + 1, false],
  ])('behavior: keeps a chunk of %i bytes in a buffer of %i: %j', async (length, buffer, isKept) => {
    const chunk = view(length, buffer);
    const read = await readBytes(bytes([chunk]), MIB);
    expect(read.bytes === chunk).toBe(isKept);
    expect(read.bytes.buffer.byteLength).toBe(isKept ? buffer : length);
  });

  test('behavior: merges small chunks after the first', async () => {
    // The beginning is returned in pieces: it shows how they are kept.
    const small = Array.from({ length: 100 }, () => pattern(10));
    const { bytes: first } = await readBytes(bytes([...small, new Uint8Array(MIB)]), MIB);
    expect(first).toHaveLength(10);
    const large = new Uint8Array(64 * KIB).fill(1);
    const { bytes: whole } = await readBytes(bytes([...small, large, pattern(3)]), MIB);
    expect([...whole.subarray(990, 1_001), ...whole.subarray(-3)]).toEqual([
      ...pattern(10),
      1,
      ...pattern(3),
    ]);
  });

  test.each([
    [[]],
    [[0]],
    [[1]],
    [[1, 1, 1]],
    [[10, 64 * KIB - 1, 2, 64 * KIB, 5]],
    [[1, 32 * KIB, 1, 32 * KIB - 1, 32 * KIB, 70 * KIB, 3]],
    [[5, 60 * KIB, 4 * KIB, 1, 31 * KIB, 31 * KIB, 2 * KIB, 1]],
    [[40 * KIB, 0, 40 * KIB]],
  ])('default: joins chunks of %j bytes in order', async (lengths) => {
    const all = pattern(lengths.reduce((sum, length) => sum + length, 0));
    const starts = lengths.map((_, index) =>
      lengths.slice(0, index).reduce((sum, length) => sum + length, 0),
    );
    const chunks = lengths.map((length, index) => all.slice(starts[index], (starts[index] ?? 0) + length));
    expect(Buffer.compare((await readBytes(bytes(chunks), MIB)).bytes, all)).toBe(0);
    // Chunks of larger buffers, too.
    const views = chunks.map((chunk) => {
      const larger = new Uint8Array(2 * chunk.length);
      larger.set(chunk);
      return larger.subarray(0, chunk.length);
    });
    expect(Buffer.compare((await readBytes(bytes(views), MIB)).bytes, all)).toBe(0);
  });

  test('default: joined copies several chunks, and returns a single one', () => {
    const [one, two] = [pattern(3), pattern(5)];
    expect(joined([])).toEqual(new Uint8Array());
    expect(joined([one])).toBe(one);
    expect([...joined([one, two])]).toEqual([...one, ...two]);
  });
});

describe('closeBody', () => {
  test('default: closes a body without reading', async () => {
    const response = respond();
    await closeBody(response);
    expect([response.closed, response.reads]).toEqual([1, 0]);
  });

  test('behavior: ignores bodies without a close, and a failing close', async () => {
    const next = () => Promise.resolve({ done: true as const, value: undefined });
    const closings = [undefined, () => Promise.reject(new Error('closing'))];
    for (const close of closings) {
      const body = { [Symbol.asyncIterator]: () => ({ next, ...(close && { return: close }) }) };
      await expect(closeBody({ status: 200, headers: {}, body })).resolves.toBeUndefined();
      await expect(
        readBytes(
          {
            status: 200,
            headers: { 'content-length': '9' },
            body: { [Symbol.asyncIterator]: () => ({ next }) },
          },
          5,
        ),
      ).resolves.toMatchObject({ isWhole: false });
    }
  });
});
