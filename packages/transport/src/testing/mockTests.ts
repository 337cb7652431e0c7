import { expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { ClientConfig } from '../options/ClientConfig.ts';
import type { TransportRequest } from '../options/TransportLike.ts';
import { failure } from './failure.ts';

/** The host does not exist: unmocked requests fail. */
export const ENDPOINT = 'https://mitosis.invalid';
const PIECE = new Uint8Array(64 * 1024).fill(7);
const SIZE = 3 * PIECE.length;

async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
  for (let index = 0; index < 3; index++) yield PIECE;
}

const uploads: [string, () => unknown][] = [
  ['bytes', () => new Uint8Array(SIZE).fill(7)],
  ['a Blob', () => new Blob([PIECE, PIECE, PIECE])],
  ['an async iterable', pieces],
  ['a web stream', () => new Blob([PIECE, PIECE, PIECE]).stream()],
  [
    'a source that is opened for each attempt',
    () => ({ contentType: 'a/b', length: SIZE, isReplayable: true, open: pieces }),
  ],
];

/** A body that comes in pieces. */
export function pulled(...texts: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const text = texts.shift();
      if (text === undefined) controller.close();
      else controller.enqueue(encoder.encode(text));
    },
  });
}

/** The delay of the response to `/late`, in ms: longer than every test of it waits. */
export const LATE_MS = 30_000;

/**
 * Defines the tests of a mocked server, whichever library mocks it. It answers `/echo`, `/size`, `/deaf`, `/file`,
 * `/events`, `/missing`, `/lost` and `/late`.
 */
export function mockTests(config: () => Partial<ClientConfig>): void {
  // One for all tests: each may read the certificates of the machine, which takes a tenth of a second.
  let transport: Transport | undefined;
  const make = (): Transport => {
    transport ??= new Transport({ endpoint: ENDPOINT, apiKey: 'mi_abc', maxRetries: 0, ...config() });
    return transport;
  };

  test('behavior: sends and returns JSON', async () => {
    expect(await make().request('POST', '/echo', { body: { a: 'ü' } })).toEqual({ a: 'ü' });
  });

  test.each(uploads)('behavior: uploads %s', async (_, body) => {
    expect(await make().request('POST', '/size', { body: body() })).toBe(SIZE);
  });

  test.each(uploads)('behavior: returns the response to an unread upload of %s', async (_, body) => {
    expect(await make().request('POST', '/deaf', { body: body() })).toBe('done');
  });

  test('behavior: sends a form', async () => {
    const form = new FormData();
    form.append('file', new Blob([PIECE]), 'a.bin');
    expect(await make().request('POST', '/size', { body: form })).toBeGreaterThan(PIECE.length);
  });

  test('behavior: downloads a file', async () => {
    const response = await make().request<Response>('GET', '/file', { as: 'response' });
    expect(await response.text()).toBe('one, two');
  });

  test('behavior: streams events', async () => {
    const events: string[] = [];
    for await (const { data } of make().stream('/events', { maxReconnects: 0 })) events.push(data);
    expect(events).toEqual(['1', '2']);
  });

  test('error: throws for a status', async () => {
    expect(await failure(make().request('GET', '/missing'))).toMatchObject({
      name: 'NotFoundError',
      message: 'no such thing (404, GET /missing)',
    });
  });

  test.each<[string, TransportRequest]>([
    ['GET', {}],
    ['POST', { body: pieces() }],
  ])('error: reports a lost connection: %s', async (method, request) => {
    expect(await failure(make().request(method as 'GET', '/lost', request))).toMatchObject({
      code: 'connection_failed',
      retryable: true,
    });
  });

  test('error: times out', async () => {
    for (const body of [undefined, pieces()]) {
      const call = make().request('POST', '/late', { body, timeout: 300 });
      expect(await failure(call)).toMatchObject({ code: 'timeout' });
    }
  });

  test('error: aborts', async () => {
    for (const body of [undefined, pieces()]) {
      const controller = new AbortController();
      const call = make().request('POST', '/late', { body, signal: controller.signal });
      setTimeout(() => controller.abort(), 50);
      expect(await failure(call)).toMatchObject({ code: 'aborted' });
    }
  });
}
