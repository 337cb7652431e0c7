import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { Middleware } from '../options/Middleware.ts';
import { failure } from '../testing/failure.ts';
import { wires } from '../testing/wires.ts';
import type { Fetch } from '../wire/Fetch.ts';
import type { Wire } from '../wire/Wire.ts';

const ENDPOINT = 'http://127.0.0.1:9';
/** A bug in a program. */
const fault = (): never => {
  const nothing: { there?: { name: string } } = {};
  return (nothing.there as { name: string }).name as never;
};

const wire = (send: Wire['send']): { wire: Wire } => ({ wire: { send } });
const fetching = (fetch: Fetch): { fetch: Fetch } => ({ fetch });
/** A body that begins and then fails. */
async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
  yield new TextEncoder().encode('{');
  fault();
}
const answer = { status: 200, headers: {} };

describe('a bug in a wire or a fetch', () => {
  test.each<[string, (attempt: () => void) => object]>([
    [
      'a wire that throws',
      (attempt) =>
        wire(() => {
          attempt();
          return fault();
        }),
    ],
    [
      'a wire that rejects',
      (attempt) =>
        wire(async () => {
          attempt();
          return fault();
        }),
    ],
    [
      'a wire whose body fails',
      (attempt) =>
        wire(async () => {
          attempt();
          return { ...answer, body: failing() };
        }),
    ],
    [
      'a wire that throws a ReferenceError',
      (attempt) =>
        wire(async () => {
          attempt();
          throw new ReferenceError('x is not defined');
        }),
    ],
    [
      'a fetch that throws',
      (attempt) =>
        fetching(() => {
          attempt();
          return fault();
        }),
    ],
    ['a fetch that answers nothing', (attempt) => fetching(async () => attempt() as never)],
    [
      'a fetch that answers without headers',
      (attempt) =>
        fetching(async () => {
          attempt();
          return { status: 200 } as never;
        }),
    ],
    [
      'a fetch whose body fails',
      (attempt) =>
        fetching(async () => {
          attempt();
          return { status: 200, headers: new Headers(), body: failing() };
        }),
    ],
  ])('error: %s', async (_, config) => {
    let attempts = 0;
    const transport = new Transport({ endpoint: ENDPOINT, ...config(() => void attempts++) });
    for (const method of ['GET', 'POST'] as const) {
      const error = await failure(transport.request(method, '/x'));
      expect(error).toMatchObject({ name: 'OS1Error', code: 'wire_failed', retryable: false });
      expect(error.hint).toContain('`wire`');
      expect(error.cause).toBeInstanceOf(Error);
      expect(error.message).not.toContain('Could not reach');
    }
    expect(attempts).toBe(2);
    const events = transport.stream('/x', { maxReconnects: 3 });
    await expect(events.next()).rejects.toMatchObject({
      code: expect.stringMatching(/wire_failed|unexpected/),
    });
    expect(attempts).toBe(3);
  });

  test.concurrent.each([
    ['Node', new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) })],
    ['Node, in a body', new TypeError('terminated')],
    ['Chromium', new TypeError('Failed to fetch')],
    ['Chromium, in a body', new TypeError('network error')],
    ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
    ['Firefox, in a body', new TypeError('Error in input stream')],
    ['Safari', new TypeError('Load failed')],
    ['an older Safari', new TypeError('The Internet connection appears to be offline.')],
    ['Deno', new TypeError('error sending request for url (http://127.0.0.1:9/): client error (Connect)')],
    ['Workers', new TypeError('Network connection lost.')],
    ['React Native and cross-fetch', new TypeError('Network request failed')],
  ])('behavior: retries after a lost connection reported by %s', async (_, reason) => {
    let attempts = 0;
    const fetch: Fetch = async () => {
      attempts++;
      throw reason;
    };
    const transport = new Transport({ endpoint: ENDPOINT, fetch, maxRetries: 1 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({
      code: 'connection_failed',
      retryable: true,
    });
    expect(attempts).toBe(2);
  });
});

describe.each(wires)('errors of a middleware over %s', (_, make) => {
  const mistakes: [string, Middleware][] = [
    ['before', () => fault()],
    [
      'after',
      async (request, next) => {
        await next(request);
        return fault();
      },
    ],
    ['with a body of its own', async (request, next) => ({ ...(await next(request)), body: failing() })],
    [
      'with a decoder that throws no TypeError',
      async (request, next) => {
        const { body, ...response } = await next(request);
        const decode = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
          for await (const chunk of body) {
            if (chunk.length > 0) throw new Error('no such coding');
            yield chunk;
          }
        };
        return { ...response, body: decode() };
      },
    ],
  ];

  test.each(mistakes)('error: %s', async (_name, middleware) => {
    await using server = await serve((_request, response) => response.end('{}'));
    const transport = new Transport({ endpoint: server.url, wire: make(), middleware: [middleware] });
    const whole = transport.request('GET', '/x');
    await expect(whole).rejects.toThrow(/reading 'name'|no such coding/);
    await expect(whole).rejects.not.toHaveProperty('outcome');
    const seen = server.seen.length;
    expect(seen).toBeLessThanOrEqual(1);
    const download = async (): Promise<string> =>
      (await transport.request<Response>('GET', '/x', { as: 'response' })).text();
    await expect(download()).rejects.toThrow(/reading 'name'|no such coding/);
    expect(server.seen.length).toBe(2 * seen);
  });

  test('error: reports a broken connection behind a middleware as such', async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"half":', () => response.destroy());
    });
    const passing: Middleware = async (request, next) => {
      const { body, ...response } = await next(request);
      const through = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        yield* body;
      };
      return { ...response, body: through() };
    };
    const transport = new Transport({
      endpoint: server.url,
      wire: make(),
      middleware: [passing],
      maxRetries: 1,
    });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ code: 'connection_failed' });
    expect(server.seen).toHaveLength(2);
  });
});
