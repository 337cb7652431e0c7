import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import crossFetch from 'cross-fetch';
import nodeFetch from 'node-fetch';
import nodeFetch2 from 'node-fetch2';
import { MockAgent, fetch as undici } from 'undici';
import { fetch as undici5 } from 'undici5';
import { fetch as undici6 } from 'undici6';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { failure } from '../testing/failure.ts';
import type { Fetch } from './Fetch.ts';

const MIB = 1024 * 1024;
const PIECE = new Uint8Array(64 * 1024).fill(7);

async function* pieces(count: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let index = 0; index < count; index++) yield PIECE;
}

/** A response as polyfills and React Native have it. */
function bodiless(make: (text: string) => Record<string, () => Promise<unknown>>): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, ...make(text) };
  };
}
const broken = async (): Promise<never> => {
  throw new Error('FileReader.readAsArrayBuffer is not implemented');
};

const packages: [string, Fetch][] = [
  ['the global one', (url, init) => fetch(url, init)],
  ['undici 5', undici5],
  ['undici 6', undici6],
  ['undici 7', undici],
  ['node-fetch 3', nodeFetch],
  ['node-fetch 2', nodeFetch2 as unknown as Fetch],
  ['cross-fetch', crossFetch],
];
const bodilessOnes: [string, Fetch][] = [
  [
    'one without a body, with arrayBuffer()',
    bodiless((text) => ({ arrayBuffer: async () => new TextEncoder().encode(text).buffer })),
  ],
  ['one without a body, with text()', bodiless((text) => ({ text: async () => text }))],
  [
    'one of an old React Native',
    bodiless((text) => ({ arrayBuffer: broken, clone: (() => ({ text: async () => text })) as never })),
  ],
];

let server: TestServer;
let closed = Promise.resolve();
beforeAll(async () => {
  server = await serve(async (request, response) => {
    closed = new Promise((resolve) => response.once('close', () => resolve()));
    switch (request.url) {
      case '/echo':
        return response.end(await bodyOf(request));
      case '/size':
        return response.end(String((await bodyOf(request)).length));
      case '/form': {
        const type = request.headers['content-type'] ?? '';
        const form = await new Response((await bodyOf(request)) as BodyInit, {
          headers: { 'content-type': type },
        }).formData();
        const file = form.get('file') as File;
        return response.end(JSON.stringify([form.get('name'), file.name, file.size]));
      }
      case '/json':
        return response.end('{"a":"ü"}');
      case '/gzip':
        return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":"ü"}'));
      case '/none':
        return response.writeHead(204).end();
      case '/missing':
        return response.writeHead(404).end('{"error":"no such thing"}');
      case '/large':
        return response.end(Buffer.alloc(20 * MIB));
      case '/endless':
        response.write('"');
        for (;;) {
          if (response.destroyed) return;
          if (!response.write(PIECE))
            await Promise.race([closed, new Promise((done) => response.once('drain', done))]);
        }
      case '/events':
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
        await sleep(50);
        return response.end('data: 2\n\n');
      case '/cut':
        return response
          .writeHead(200, { 'content-length': '100' })
          .write('{"half":', () => response.destroy());
      case '/redirect':
        return response.writeHead(302, { location: '/json' }).end();
      default:
        return response.write('{');
    }
  });
});
afterAll(() => server.close());

describe.each([...packages, ...bodilessOnes])('%s', (name, fetch) => {
  const transport = (): Transport =>
    new Transport({ endpoint: server.url, apiKey: 'mi_abc', fetch, maxRetries: 0 });

  test('behavior: reads responses', async () => {
    expect(await transport().request('GET', '/json')).toEqual({ a: 'ü' });
    expect(await transport().request('GET', '/gzip')).toEqual({ a: 'ü' });
    expect(await transport().request('GET', '/json', { as: 'text' })).toBe('{"a":"ü"}');
    expect(await transport().request('DELETE', '/none')).toBeUndefined();
    expect(await transport().request('GET', '/redirect')).toEqual({ a: 'ü' });
    expect((await failure(transport().request('GET', '/missing'))).message).toContain('no such thing');
    const download = await transport().request<Response>('GET', '/json', { as: 'response' });
    expect(await download.text()).toBe('{"a":"ü"}');
  });

  test('behavior: sends JSON, text and bytes', async () => {
    expect(await transport().request('POST', '/echo', { body: { a: 'ü' } })).toEqual({ a: 'ü' });
    expect(await transport().request('POST', '/size', { body: PIECE })).toBe(PIECE.length);
    const query = new URLSearchParams({ a: 'ü' });
    expect(await transport().request('POST', '/echo', { body: query, as: 'text' })).toBe('a=%C3%BC');
  });

  test.each<[string, () => unknown]>([
    ['a Blob', () => new Blob([PIECE, PIECE, PIECE])],
    ['an async iterable', () => pieces(3)],
    ['a web stream', () => new Blob([PIECE, PIECE, PIECE]).stream()],
  ])('behavior: uploads %s', async (_, body) => {
    expect(await transport().request('POST', '/size', { body: body() })).toBe(3 * PIECE.length);
  });

  test('behavior: sends a form', async () => {
    const form = new FormData();
    form.append('name', 'ü');
    form.append('file', new Blob([PIECE]), 'ä "b".bin');
    expect(await transport().request('POST', '/form', { body: form })).toEqual([
      'ü',
      'ä "b".bin',
      PIECE.length,
    ]);
  });

  test('error: reports a lost connection, a time limit and an abort', async () => {
    // node-fetch 2, the base of cross-fetch, does not report a truncated body.
    const isDeaf = name === 'node-fetch 2' || name === 'cross-fetch';
    const cut = transport().request('GET', '/cut', { timeout: isDeaf ? 500 : 30_000 });
    expect(await failure(cut)).toMatchObject({ code: isDeaf ? 'timeout' : 'connection_failed' });
    expect(await failure(transport().request('GET', '/hang', { timeout: 500 }))).toMatchObject({
      code: 'timeout',
    });
    const controller = new AbortController();
    const call = failure(transport().request('GET', '/hang2', { signal: controller.signal }));
    // Not the last: on a busy machine `/hang` may arrive after its limit.
    await vi.waitFor(() => expect(server.seen.map(({ target }) => target)).toContain('/hang2'), 60_000);
    controller.abort();
    expect(await call).toMatchObject({ code: 'aborted' });
  });

  if (!packages.some(([known]) => known === name)) return;

  test('behavior: streams a download and closes it', async () => {
    const response = await transport().request<Response>('GET', '/large', { as: 'response' });
    expect((await response.arrayBuffer()).byteLength).toBe(20 * MIB);
    const endless = await transport().request<Response>('GET', '/endless', { as: 'response' });
    const reader = endless.body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await reader?.cancel();
    await closed;
    const unread = await transport().request<Response>('GET', '/endless', { as: 'response' });
    await unread.body?.cancel();
    await closed;
  });

  test('error: limits an endless response', async () => {
    expect(await failure(transport().request('GET', '/endless'))).toMatchObject({
      code: 'response_too_large',
    });
    await closed;
  });

  test('behavior: streams events', async () => {
    const events: string[] = [];
    for await (const { data } of transport().stream('/events', { maxReconnects: 0 })) events.push(data);
    expect(events).toEqual(['1', '2']);
  });
});

describe('mocks of fetch', () => {
  test('behavior: accepts a function of a test', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({ id: 'o1' }));
    const transport = new Transport({ endpoint: 'https://mitosis.invalid', apiKey: 'mi_abc', fetch });
    expect(await transport.request('POST', '/x', { body: { name: 'o' } })).toEqual({ id: 'o1' });
    expect(fetch).toHaveBeenCalledWith(
      'https://mitosis.invalid/x',
      expect.objectContaining({ method: 'POST', body: '{"name":"o"}' }),
    );
  });

  test('behavior: uses a replaced global fetch that is passed on', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => Response.json(1)),
    );
    const passed: Fetch = (url, init) => globalThis.fetch(url, init);
    const transport = new Transport({ endpoint: 'https://mitosis.invalid', fetch: passed });
    expect(await transport.request('GET', '/x')).toBe(1);
    vi.unstubAllGlobals();
  });

  test('behavior: accepts 204 without a body and a body of text chunks', async () => {
    const answer =
      (status: number, body?: AsyncIterable<string>): Fetch =>
      async () =>
        ({ status, headers: new Headers(), ...(body && { body }) }) as never;
    const to = (fetch: Fetch): Transport => new Transport({ endpoint: 'https://mitosis.invalid', fetch });
    expect(await to(answer(204)).request('DELETE', '/x')).toBeUndefined();
    expect(await to(answer(200, Readable.from(['{"a":', '"ü"}']))).request('GET', '/x')).toEqual({ a: 'ü' });
  });

  test.each([
    ['fewer', 10, 'body has 6 bytes, and 10 were announced.'],
    ['more', 5, 'body has at least 6 bytes, and 5 were announced.'],
  ])('error: does not report %s bytes than announced as a network failure', async (_, length, message) => {
    await using server = await serve((request) => void request.on('error', () => undefined).resume());
    const transport = new Transport({ endpoint: server.url, fetch: (url, init) => fetch(url, init) });
    async function* open(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abc');
      yield Buffer.from('def');
    }
    const body = { contentType: 'text/plain', length, isReplayable: true, open };
    await expect(transport.request('POST', '/x', { body })).rejects.toMatchObject({
      code: 'invalid_argument',
      message,
    });
  });

  test('behavior: works with the MockAgent of undici', async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    const pool = dispatcher.get('https://mitosis.invalid');
    const whole = async (body: unknown): Promise<number> => {
      let size = 0;
      for await (const chunk of body as AsyncIterable<Uint8Array>) size += chunk.length;
      return size;
    };
    pool.intercept({ method: 'POST', path: '/json' }).reply(200, ({ body }) => String(body));
    let uploaded: unknown;
    pool.intercept({ method: 'POST', path: '/upload' }).reply(200, ({ body }) => {
      uploaded = body;
      return '"done"';
    });
    pool.intercept({ path: '/missing' }).reply(404, { error: 'no such thing' });
    pool
      .intercept({ path: '/lost' })
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    pool.intercept({ path: '/late' }).reply(200, 'late').delay(20_000);
    const transport = new Transport({
      endpoint: 'https://mitosis.invalid',
      fetch: (url, init) => undici(url, { ...init, dispatcher }),
      maxRetries: 0,
    });
    expect(await transport.request('POST', '/json', { body: { a: 1 } })).toEqual({ a: 1 });
    expect(await transport.request('POST', '/upload', { body: pieces(3) })).toBe('done');
    expect(await whole(uploaded)).toBe(3 * PIECE.length);
    expect(await failure(transport.request('GET', '/missing'))).toMatchObject({ name: 'NotFoundError' });
    expect(await failure(transport.request('GET', '/lost'))).toMatchObject({ code: 'connection_failed' });
    expect(await failure(transport.request('GET', '/late', { timeout: 300 }))).toMatchObject({
      code: 'timeout',
    });
    await dispatcher.close();
  });
});
