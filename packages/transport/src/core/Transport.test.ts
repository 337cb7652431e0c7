import { getEventListeners } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { generateJWT, generateKeyPair, verifyJWT, verifySignature } from '@mitosislabs/auth';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from './Transport.ts';

const KEY = 'mi_canary_0123456789';
const JWT_SECRET = 'an-office-manager-secret-of-40-bytes-ok!';

async function* bytesIn(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

describe('request', () => {
  test('default: sends a GET with the API key and parses the response', async () => {
    await using server = await serve((_, response) => response.end('[{"id":"o1"}]'));
    const transport = new Transport({ endpoint: server.url, apiKey: KEY });
    expect(await transport.request('GET', '/api/v1/offices')).toEqual([{ id: 'o1' }]);
    expect(server.seen[0]).toMatchObject({
      method: 'GET',
      target: '/api/v1/offices',
      headers: { authorization: `Bearer ${KEY}`, accept: 'application/json' },
    });
  });

  test.each([[{ a: [1, null] }], [0], [false], [''], [null], ['text'], [[]]])(
    'behavior: sends the body %j as JSON',
    async (body) => {
      await using server = await serve(async (request, response) => {
        response.end(
          JSON.stringify({ type: request.headers['content-type'], text: String(await bodyOf(request)) }),
        );
      });
      const answer = await new Transport({ endpoint: server.url }).request('POST', '/x', { body });
      expect(answer).toEqual({ type: 'application/json', text: JSON.stringify(body) });
    },
  );

  test('behavior: sends bytes and forms unchanged', async () => {
    await using server = await serve(async (request, response) => {
      const bytes = await bodyOf(request);
      response.end(
        JSON.stringify({
          type: request.headers['content-type'],
          hex: bytes.toString('hex'),
          text: String(bytes),
        }),
      );
    });
    const transport = new Transport({ endpoint: server.url });
    expect(await transport.request('POST', '/x', { body: new Uint8Array([0, 255, 10]) })).toMatchObject({
      type: 'application/octet-stream',
      hex: '00ff0a',
    });
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array([1, 2])]), 'a "quoted"\r\nname.bin');
    const answer = await transport.request<{ type: string; text: string }>('POST', '/x', { body: form });
    expect(answer.type).toMatch(/^multipart\/form-data; boundary=/);
    expect(answer.text).toContain('name="file"; filename="a %22quoted%22%0D%0Aname.bin"');
  });

  test.each([
    ['a file stream', () => createReadStream(new URL(import.meta.url))],
    ['another stream of Node', () => Readable.from([readFileSync(new URL(import.meta.url))])],
    ['a generator', () => bytesIn(readFileSync(new URL(import.meta.url)))],
  ])('behavior: sends the bytes of %s', async (_, body) => {
    await using server = await serve(async (request, response) => {
      const bytes = await bodyOf(request);
      response.end(JSON.stringify({ type: request.headers['content-type'], text: String(bytes) }));
    });
    expect(await new Transport({ endpoint: server.url }).request('POST', '/x', { body: body() })).toEqual({
      type: 'application/octet-stream',
      text: readFileSync(new URL(import.meta.url), 'utf8'),
    });
  });

  test('behavior: returns text, nothing or the Response as `as` asks', async () => {
    await using server = await serve((_, response) => response.end('plain'));
    const transport = new Transport({ endpoint: server.url });
    expect(await transport.request('GET', '/x', { as: 'text' })).toBe('plain');
    expect(await transport.request('GET', '/x', { as: 'none' })).toBeUndefined();
    const response = await transport.request<Response>('GET', '/x', { as: 'response' });
    expect(await response.text()).toBe('plain');
  });

  test('behavior: returns undefined for an empty response', async () => {
    await using server = await serve((_, response) => response.writeHead(204).end());
    expect(await new Transport({ endpoint: server.url }).request('DELETE', '/x')).toBeUndefined();
  });

  test('behavior: joins base path, path and query', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const transport = new Transport({ endpoint: `${server.url}/base/` });
    await transport.request('GET', '/x?a=1', { query: { b: 'ü&=', c: 0, d: false, e: undefined } });
    await transport.request('GET', '/x', { query: {} });
    expect(server.seen.map(({ target }) => target)).toEqual([
      '/base/x?a=1&b=%C3%BC%26%3D&c=0&d=false',
      '/base/x',
    ]);
  });

  test('behavior: sends requests for the dashboard to the dashboard', async () => {
    await using api = await serve((_, response) => response.end('"api"'));
    await using dashboard = await serve((_, response) => response.end('"dashboard"'));
    const transport = new Transport({ endpoint: api.url, dashboardEndpoint: dashboard.url });
    expect(await transport.request('GET', '/x')).toBe('api');
    expect(await transport.request('GET', '/x', { host: 'dashboard' })).toBe('dashboard');
  });

  test('behavior: headers of a call do not replace credentials', async () => {
    await using server = await serve((_, response) => response.end('1'));
    await new Transport({ endpoint: server.url, apiKey: KEY }).request('GET', '/x', {
      headers: { Authorization: 'Bearer mi_other', 'X-Trace': '7' },
    });
    expect(server.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-trace': '7' });
  });

  test.each([
    ['NaN', { q: Number.NaN }],
    ['infinite', { q: Number.POSITIVE_INFINITY }],
    ['null', { q: null as never }],
    ['a list', { q: [1] as never }],
  ])('error: refuses a query value that is %s and sends nothing', async (_, query) => {
    await using server = await serve((_request, response) => response.end('1'));
    const call = new Transport({ endpoint: server.url }).request('GET', '/x', { query });
    await expect(call).rejects.toMatchObject({ code: 'invalid_argument', argument: 'query.q' });
    expect(server.seen).toHaveLength(0);
  });

  test('error: refuses absolute URLs and sends nothing', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const transport = new Transport({ endpoint: server.url, apiKey: KEY });
    await expect(transport.request('GET', `${server.url}/x`)).rejects.toMatchObject({ argument: 'path' });
    expect(server.seen).toHaveLength(0);
    // Two slashes stay on the endpoint.
    await transport.request('GET', '//elsewhere.example/x');
    expect(server.seen[0]?.target).toBe('//elsewhere.example/x');
  });

  test('error: refuses a body that JSON cannot hold and sends nothing', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const transport = new Transport({ endpoint: server.url });
    const loop: { self?: unknown } = {};
    loop.self = loop;
    for (const body of [loop, 1n, () => 1, Symbol('x')]) {
      await expect(transport.request('POST', '/x', { body })).rejects.toMatchObject({ argument: 'body' });
    }
    expect(server.seen).toHaveLength(0);
  });
});

describe('signing', () => {
  interface Case {
    raw: string;
    wire: string;
  }
  const file = new URL('../../../../tests/vectors/wire_paths.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

  const refused = (raw: string) => /#|\\|\p{Cc}|\/(\.|%2e){1,2}(\/|$)/iu.test(raw);

  test.each(cases.filter(({ raw }) => refused(raw)))(
    'error: refuses $raw, which would reach another resource',
    async ({ raw }) => {
      await using server = await serve((_, response) => response.end('1'));
      const call = new Transport({ endpoint: server.url }).request('POST', raw, { body: {} });
      await expect(call).rejects.toMatchObject({ code: 'invalid_argument', argument: 'path' });
      expect(server.seen).toHaveLength(0);
    },
  );

  test.each(cases.filter(({ raw }) => !refused(raw)))(
    'behavior: sends and signs $raw as $wire',
    async ({ raw, wire }) => {
      await using server = await serve((_, response) => response.end('1'));
      const keys = generateKeyPair();
      const transport = new Transport({
        endpoint: server.url,
        agent: { agentId: 'aria', signingKey: keys.privateKey },
      });
      await transport.request('POST', raw, { body: {} });
      const [request] = server.seen;
      expect(request?.target).toBe(wire);
      expect(
        verifySignature(keys.publicKey, {
          method: 'POST',
          path: request?.target ?? '',
          timestamp: String(request?.headers['x-timestamp']),
          signature: String(request?.headers['x-signature']),
        }),
      ).toBe(true);
      expect(request?.headers['x-agent-id']).toBe('aria');
      expect(request?.headers.authorization).toBeUndefined();
    },
  );

  test('behavior: sends a first-party token', async () => {
    await using server = await serve((_, response) => response.end('1'));
    await new Transport({ endpoint: server.url, jwt: { jwtSecret: JWT_SECRET, userId: 'u1' } }).request(
      'GET',
      '/x',
    );
    const [scheme, token = ''] = server.seen[0]?.headers.authorization?.split(' ') ?? [];
    expect(scheme).toBe('Bearer');
    expect(verifyJWT(token, JWT_SECRET)).toMatchObject({ userId: 'u1' });
    expect(generateJWT({ botId: 'b', userId: 'u' }, JWT_SECRET)).not.toBe(token);
  });
});

describe('redirects', () => {
  const statuses = [301, 302, 303, 307, 308];

  test.each(statuses)(
    'behavior: follows %i of a GET within the origin and signs it again',
    async (status) => {
      const keys = generateKeyPair();
      await using server = await serve((request, response) => {
        if (request.url === '/new?x=1') response.end('"arrived"');
        else response.writeHead(status, { location: '/new?x=1#part' }).end();
      });
      const transport = new Transport({
        endpoint: server.url,
        agent: { agentId: 'aria', signingKey: keys.privateKey },
      });
      expect(await transport.request('GET', '/old')).toBe('arrived');
      const { headers = {}, target = '' } = server.seen[1] ?? {};
      const timestamp = String(headers['x-timestamp']);
      const signature = String(headers['x-signature']);
      expect(verifySignature(keys.publicKey, { method: 'GET', path: target, timestamp, signature })).toBe(
        true,
      );
    },
  );

  test.each(statuses)('error: follows no %i to another origin, by GET or POST', async (status) => {
    await using elsewhere = await serve((_, response) => response.end('1'));
    await using server = await serve((_, response) =>
      response.writeHead(status, { location: `${elsewhere.url}/x` }).end(),
    );
    const transport = new Transport({ endpoint: server.url, apiKey: KEY });
    for (const method of ['GET', 'POST'] as const) {
      await expect(transport.request(method, '/x')).rejects.toMatchObject({
        name: 'UnexpectedResponseError',
        code: 'redirect_refused',
        status,
      });
    }
    expect(elsewhere.seen).toHaveLength(0);
  });

  test('error: follows no redirect of a POST, even within the origin', async () => {
    await using server = await serve((_, response) => response.writeHead(307, { location: '/new' }).end());
    await expect(
      new Transport({ endpoint: server.url }).request('POST', '/old', { body: 1 }),
    ).rejects.toThrow(/redirected POST .* which is not followed/);
    expect(server.seen).toHaveLength(1);
  });

  test('error: ends a redirect loop after three hops', async () => {
    await using server = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(new Transport({ endpoint: server.url }).request('GET', '/x')).rejects.toMatchObject({
      code: 'redirect_refused',
    });
    expect(server.seen).toHaveLength(4);
  });
});

describe.concurrent('time', () => {
  test('error: times out without response headers', async () => {
    await using server = await serve(() => undefined);
    await expect(
      new Transport({ endpoint: server.url, timeout: 1_000 }).request('GET', '/x'),
    ).rejects.toMatchObject({
      name: 'TimeoutError',
      status: 0,
      code: 'timeout',
      retryable: true,
      outcome: 'unknown',
    });
  });

  test('error: times out when the body stalls', async () => {
    await using server = await serve((_, response) => void response.writeHead(200).write('{"half":'));
    const transport = new Transport({ endpoint: server.url });
    await expect(transport.request('GET', '/x', { timeout: 50 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    const download = await transport.request<Response>('GET', '/x', { as: 'response', timeout: 6_000 });
    await expect(download.text()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('behavior: lets a steady download exceed the limit', async () => {
    await using server = await serve((_, response) => {
      let left = 11;
      const timer = setInterval(() => {
        if (left-- > 0) return response.write('x');
        clearInterval(timer);
        return response.end();
      }, 600);
    });
    const response = await new Transport({ endpoint: server.url, timeout: 6_000 }).request<Response>(
      'GET',
      '/x',
      { as: 'response' },
    );
    expect(await response.text()).toBe('x'.repeat(11));
  });

  test('behavior: waits without a limit at 0', async () => {
    await using server = await serve((_, response) => void setTimeout(() => response.end('1'), 60));
    expect(await new Transport({ endpoint: server.url, timeout: 0 }).request('GET', '/x')).toBe(1);
  });

  test('error: aborts before the request, while waiting and while reading, and leaves no listener', async () => {
    await using server = await serve((request, response) => {
      if (request.url === '/body') response.writeHead(200).write('[');
      if (request.url === '/ok') response.end('1');
    });
    const transport = new Transport({ endpoint: server.url });
    const expected = { name: 'AbortedError', code: 'aborted', status: 0 };
    await expect(transport.request('GET', '/x', { signal: AbortSignal.abort() })).rejects.toMatchObject(
      expected,
    );
    expect(server.seen).toHaveLength(0);
    for (const path of ['/head', '/body']) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 40);
      await expect(transport.request('GET', path, { signal: controller.signal })).rejects.toMatchObject(
        expected,
      );
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    }
    const { signal } = new AbortController();
    await transport.request('GET', '/ok', { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test.each([-1, Number.NaN, '5' as never])('error: refuses a limit of %j', (timeout) => {
    expect(() => new Transport({ endpoint: 'http://localhost:1', timeout })).toThrow(
      'timeout must be a number of ms',
    );
  });
});

describe('configuration', () => {
  test.each([
    ['no URL', { endpoint: 'mitosislabs.ai' }, 'endpoint'],
    ['plain http elsewhere', { endpoint: 'http://m.mitosislabs.ai' }, 'endpoint'],
    ['another scheme', { endpoint: 'ftp://localhost' }, 'endpoint'],
    ['a password', { endpoint: 'https://real.example:x@evil.example' }, 'endpoint'],
    ['a query', { endpoint: 'https://m.mitosislabs.ai/?x=1' }, 'endpoint'],
    [
      'a dashboard on plain http',
      { endpoint: 'https://m.mitosislabs.ai', dashboardEndpoint: 'http://evil.example' },
      'dashboardEndpoint',
    ],
    [
      'two ways to sign in',
      { endpoint: 'http://localhost', apiKey: KEY, jwt: { jwtSecret: JWT_SECRET } },
      'config',
    ],
    ['an empty key', { endpoint: 'http://localhost', apiKey: '' }, 'apiKey'],
  ])('error: refuses %s', (_, config, argument) => {
    expect(() => new Transport(config)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', argument }),
    );
  });

  test('behavior: requires https for hosts that only look like localhost', () => {
    for (const host of [
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '127.evil.example',
      '10.0.0.1',
      '[::2]',
    ]) {
      expect(() => new Transport({ endpoint: `http://${host}` })).toThrow('must be https');
    }
  });
});
