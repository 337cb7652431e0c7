import { inspect } from 'node:util';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { Middleware } from '../options/Middleware.ts';
import { API_KEY, credentials, JWT_SECRET, OWN, privateKey, Watched } from '../testing/canaries.ts';
import { failure } from '../testing/failure.ts';
import { scripted } from '../testing/scripted.ts';
import { fetchWire } from '../wire/fetchWire.ts';
import type { Wire, WireRequest } from '../wire/Wire.ts';

class Inspected extends Error {
  readonly #headers: object;
  constructor(headers: object) {
    super('cannot send');
    this.#headers = headers;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return JSON.stringify(this.#headers);
  }
}

class Holder {
  readonly headers: object;
  constructor(headers: object) {
    this.headers = headers;
  }
}

function withStack(error: Error, stack: string): Error {
  error.stack = stack;
  return error;
}

function nested(depth: number, last: unknown): unknown {
  return depth === 0 ? last : new Error(`level ${depth}`, { cause: nested(depth - 1, last) });
}

function cyclic(secret: string): Error {
  const error = new Error('round and round');
  return Object.assign(error, { self: error, list: [error, { error, secret }], cause: error });
}

/** Errors that an HTTP client may throw, with texts of the request in them. */
const thrown: [string, (request: WireRequest, text: string) => unknown][] = [
  ['in its message', (_, text) => new Error(`cannot send ${text}`)],
  ['in its name', (_, text) => Object.assign(new Error('no'), { name: text })],
  ['in its code', (_, text) => Object.assign(new Error('no'), { code: text })],
  ['in its stack only', (_, text) => withStack(new Error('no'), `Error: ${text}\n    at x`)],
  ['in its cause', (_, text) => new Error('no', { cause: new TypeError(text) })],
  ['in a cause deep down', (_, text) => nested(5, new Error(text))],
  ['in a cause too deep', (_, text) => nested(40, new Error(text))],
  ['in a cause that is a text', (_, text) => new Error('no', { cause: text })],
  ['in its request', (request) => Object.assign(new Error('no'), { config: { request } })],
  ['in a list', (request) => Object.assign(new Error('no'), { list: [[Object.entries(request.headers)]] })],
  ['in the name of a property', (_, text) => Object.assign(new Error('no'), { sent: { [text]: true } })],
  ['under a symbol', (_, text) => Object.assign(new Error('no'), { [Symbol('sent')]: text })],
  ['out of sight', (_, text) => Object.defineProperty(new Error('no'), 'sent', { value: text })],
  [
    'in a getter',
    (_, text) => Object.defineProperty(new Error('no'), 'sent', { get: () => text, enumerable: true }),
  ],
  [
    'in Headers',
    (request) => Object.assign(new Error('no'), { headers: new Headers({ ...request.headers }) }),
  ],
  [
    'in a Map',
    (request) => Object.assign(new Error('no'), { headers: new Map(Object.entries(request.headers)) }),
  ],
  ['in a Set', (_, text) => Object.assign(new Error('no'), { headers: new Set([text]) })],
  ['in bytes', (_, text) => Object.assign(new Error('no'), { packet: Buffer.from(text, 'latin1') })],
  [
    'in an object of a class',
    (request) => Object.assign(new Error('no'), { holder: new Holder(request.headers) }),
  ],
  ['in a function', (_, text) => Object.assign(new Error('no'), { retry: Object.assign(() => 1, { text }) })],
  ['when it is printed', (request) => new Inspected(request.headers)],
  ['in one of several', (_, text) => new AggregateError([new Error('a'), new Error(text)], 'several')],
  ['in circles', (_, text) => cyclic(text)],
  ['as a DOMException', (_, text) => new DOMException(text, 'NetworkError')],
  ['as a text', (_, text) => text],
  ['as an object', (request) => ({ ...request })],
  ['as an object without a prototype', (request) => Object.assign(Object.create(null) as object, request)],
  ['as a list', (_, text) => [text]],
  ['with the private key as bytes', () => Object.assign(new Error('no'), { key: privateKey })],
  ['with the private key as hex', () => new Error(`key ${Buffer.from(privateKey).toString('hex')}`)],
];

const textOf = ({ headers }: WireRequest): string =>
  `${headers['authorization'] ?? ''} ${headers['x-signature'] ?? ''} ${headers['x-own'] ?? ''}`;

describe.each(credentials)('with %s', (_, config) => {
  describe.each(thrown)('thrown %s', (_name, make) => {
    const wires: [string, Wire][] = [
      ['by a wire', { send: async (request) => Promise.reject(make(request, textOf(request))) }],
      [
        'by a wire, at once',
        {
          send: (request) => {
            throw make(request, textOf(request));
          },
        },
      ],
      [
        'by a body',
        {
          send: async (request) => ({
            status: 200,
            headers: {},
            body: {
              [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(make(request, textOf(request))) }),
            },
          }),
        },
      ],
      [
        'by a fetch',
        fetchWire((url, init) => {
          const headers = { ...(init?.headers as Record<string, string>) };
          const request: WireRequest = {
            url: String(url),
            method: 'GET',
            headers,
            signal: new AbortController().signal,
          };
          throw make(request, textOf(request));
        }),
      ],
    ];

    test.each(wires)('behavior: %s', async (_wire, wire) => {
      const client = new Watched({ endpoint: 'http://127.0.0.1:9', wire, maxRetries: 0, ...config });
      const error = await failure(client.transport.request('GET', '/x'));
      expect(error).toMatchObject({ name: 'ConnectionError', code: 'connection_failed' });
      expect(error.cause).toBeDefined();
      expect(client.leaks(error)).toEqual([]);
      const stream = client.transport.stream('/x', { maxReconnects: 0 });
      const broken: unknown = await stream.next().catch((reason: unknown) => reason);
      expect(client.leaks(broken)).toEqual([]);
    });
  });

  test('behavior: leaves an error without secrets unchanged', async () => {
    const under = Object.assign(new Error('reset'), {
      code: 'ECONNRESET',
      errno: -104,
      list: [1, { a: null }],
    });
    const cause = new TypeError('fetch failed', { cause: under });
    const wire: Wire = { send: () => Promise.reject(cause) };
    const client = new Watched({ endpoint: 'http://127.0.0.1:9', wire, maxRetries: 0, ...config });
    expect((await failure(client.transport.request('GET', '/x'))).cause).toBe(cause);
  });

  test('behavior: the redacted copy keeps all other fields, at any depth', async () => {
    const wire: Wire = {
      send: async (request) => {
        const under = Object.assign(new TypeError(`sent ${textOf(request)}`), { code: 'EOWN', request });
        throw new RangeError('no', { cause: under });
      },
    };
    const client = new Watched({ endpoint: 'http://127.0.0.1:9', wire, maxRetries: 0, ...config });
    const { cause } = await failure(client.transport.request('GET', '/x'));
    expect(cause).toMatchObject({ name: 'RangeError', message: 'no' });
    const under = (cause as Error).cause;
    expect(under).toMatchObject({ name: 'TypeError', code: 'EOWN' });
    expect((under as Error).message).toMatch(/^sent .*\[redacted\]/);
  });

  test.each<[string, (text: string) => unknown]>([
    ['an error', (text) => new Error(text)],
    ['a text', (text) => text],
    ['an object', (text) => ({ text })],
  ])('behavior: redacts a secret in the reason of an abort: %s', async (_name, make) => {
    const controller = new AbortController();
    const wire: Wire = {
      send: (request) => {
        controller.abort(make(textOf(request)));
        return new Promise(() => undefined);
      },
    };
    const client = new Watched({ endpoint: 'http://127.0.0.1:9', wire, ...config });
    const error = await failure(client.transport.request('GET', '/x', { signal: controller.signal }));
    expect(error.name).toBe('AbortedError');
    expect(client.leaks(error)).toEqual([]);
  });

  test('behavior: redacts a timeout', async () => {
    await using server = await scripted('silence');
    const client = new Watched({ endpoint: server.url, timeout: 100, ...config });
    expect(client.leaks(await failure(client.transport.request('GET', '/x')))).toEqual([]);
  });

  test('behavior: middleware gets no credentials, and its errors are logged without secrets', async () => {
    const bearer = `Bearer ${API_KEY}`;
    await using server = await serve((_request, response) =>
      response.writeHead(200, { 'x-echo': bearer }).end(),
    );
    const seen: unknown[] = [];
    const middleware: Middleware = async (request, next) => {
      seen.push(request);
      const { headers } = await next(request);
      throw Object.assign(new Error(`odd: ${headers['x-echo']}`), { headers: new Map([['a', bearer]]) });
    };
    const client = new Watched({ endpoint: server.url, middleware: [middleware], ...config });
    const own: unknown = await client.transport.request('GET', '/x').catch((reason: unknown) => reason);
    expect(own).toMatchObject({ message: `odd: ${bearer}` });
    expect(client.leaks(undefined)).toEqual([]);
    expect(client.leaks(seen)).toEqual([]);
  });
});

describe('authenticators', () => {
  test.each<[string, (text: string) => unknown]>([
    ['an error', (text) => new Error(`cannot sign: ${text}`)],
    ['a text', (text) => text],
    ['a property', (text) => Object.assign(new Error('no'), { header: { text } })],
  ])('behavior: redacts earlier credentials in a later failure: %s', async (_, make) => {
    await using server = await scripted(503);
    let asked = 0;
    const authorize = (): Record<string, string> => {
      if (asked++ > 0) throw make(`${OWN} or ${API_KEY}`);
      return { 'X-Own': OWN };
    };
    const client = new Watched({ endpoint: server.url, auth: { method: 'agent', authorize } });
    const error = await failure(client.transport.request('GET', '/x'));
    expect(error).toMatchObject({ code: 'authorize_failed' });
    expect(client.leaks(error)).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['two lines', { 'X-Own': `${OWN}\r\n${OWN}` }],
    ['beyond Latin-1', { 'X-Own': `${OWN}→` }],
    ['that is no text', { 'X-Own': [OWN] }],
    ['in the place of its name', { [OWN]: 'X-Own' }],
  ])('error: does not repeat a value %s', async (_, headers) => {
    await using server = await scripted(200);
    const auth = { method: 'agent' as const, authorize: () => headers as Record<string, string> };
    const client = new Watched({ endpoint: server.url, auth });
    const error: unknown = await client.transport.request('GET', '/x').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid_argument' });
    expect(inspect([error, client], { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(
      'tulip',
    );
    expect(server.seen).toHaveLength(0);
  });

  test.each<[string, object]>([
    ['an API key with a space', { apiKey: `${API_KEY} ${API_KEY}` }],
    ['a private key for an API key', { apiKey: Buffer.from(privateKey).toString('hex') }],
    ['a private key that is cut', { agent: { agentId: 'aria', signingKey: privateKey.subarray(1) } }],
    [
      'a private key as hex',
      { agent: { agentId: 'aria', signingKey: Buffer.from(privateKey).toString('hex') } },
    ],
    ['a token of a short secret', { jwt: { jwtSecret: JWT_SECRET.slice(0, 31) } }],
    ['two ways to sign in', { apiKey: API_KEY, jwt: { jwtSecret: JWT_SECRET } }],
  ])('error: refuses %s without repeating it', (_, config) => {
    let error: unknown;
    try {
      new Transport({ endpoint: 'http://localhost', ...config });
    } catch (reason) {
      error = reason;
    }
    const seen = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
    expect(seen).toContain('invalid_argument');
    const hex = Buffer.from(privateKey).toString('hex');
    for (const secret of [API_KEY, JWT_SECRET.slice(0, 31), hex, hex.slice(2), privateKey.join(', ')]) {
      expect(seen).not.toContain(secret);
    }
  });

  test("behavior: does not redact an agent's name", async () => {
    await using server = await serve((_, response) =>
      response.writeHead(404).end('{"error":"no agent aria here"}'),
    );
    const [, [, agent] = []] = credentials;
    const client = new Watched({ endpoint: server.url, ...agent });
    const error = await failure(client.transport.request('GET', '/agents/aria'));
    expect(error.message).toBe('no agent aria here (404, GET /agents/aria)');
    expect(error.url).toBe(`${server.url}/agents/aria`);
  });
});
