import { generateKeyPair, verifySignature } from '@mitosislabs/auth';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { failure } from '../testing/failure.ts';
import { scripted } from '../testing/scripted.ts';
import { textFrom } from '../testing/wires.ts';
import type { Wire, WireResponse } from '../wire/Wire.ts';
import type { Middleware } from './Middleware.ts';

const AUTHENTICATES = ['authorization', 'x-agent-id', 'x-timestamp', 'x-signature'];

/** An answer without a server. */
function answer(text: string, status = 200): WireResponse {
  return {
    status,
    headers: { 'x-from': 'middleware' },
    body: {
      async *[Symbol.asyncIterator]() {
        yield new TextEncoder().encode(text);
      },
    },
  };
}

describe('order', () => {
  test('default: runs the first as the outermost, before credentials are added', async () => {
    await using server = await scripted(200);
    const order: string[] = [];
    const named =
      (name: string): Middleware =>
      async (request, next, { operation, attempt }) => {
        order.push(`${name} before ${operation} ${attempt}`);
        expect(Object.keys(request.headers)).not.toEqual(expect.arrayContaining(AUTHENTICATES));
        const response = await next({
          ...request,
          headers: { ...request.headers, [`x-${name}`]: String(order.length) },
        });
        order.push(`${name} after`);
        return response;
      };
    const transport = new Transport({
      endpoint: server.url,
      apiKey: 'mi_abc',
      middleware: [named('a'), named('b')],
    });
    expect(await transport.request('GET', '/x', { operation: 'tasks.list' })).toBe('done');
    expect(order).toEqual(['a before tasks.list 1', 'b before tasks.list 1', 'b after', 'a after']);
    expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer mi_abc', 'x-a': '1', 'x-b': '2' });
  });

  test('behavior: runs for every attempt and every connection of a stream', async () => {
    await using server = await scripted(429, 503, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\n');
    });
    const attempts: number[] = [];
    const middleware: Middleware = (request, next, { attempt }) => {
      attempts.push(attempt);
      return next(request);
    };
    const transport = new Transport({ endpoint: server.url, middleware: [middleware] });
    await transport.request('GET', '/x', { as: 'text' });
    expect(attempts).toEqual([1, 2, 3]);
    for await (const { data } of transport.stream('/x', { maxReconnects: 0 })) expect(data).toBe('1');
    expect(attempts).toEqual([1, 2, 3, 1]);
  });

  test('behavior: as(agent) keeps the middleware', async () => {
    await using server = await scripted(200);
    let runs = 0;
    const middleware: Middleware = (request, next) => {
      runs++;
      return next(request);
    };
    const transport = new Transport({ endpoint: server.url, middleware: [middleware] });
    await transport.as({ agentId: 'aria', signingKey: generateKeyPair().privateKey }).request('GET', '/x');
    expect(runs).toBe(1);
  });
});

describe('abilities', () => {
  test('behavior: may change the request before it is signed', async () => {
    await using server = await scripted(200);
    const keys = generateKeyPair();
    const middleware: Middleware = (request, next) =>
      next({ ...request, url: `${request.url}?by=middleware`, method: 'PUT', body: 'changed' });
    const agent = { agentId: 'aria', signingKey: keys.privateKey };
    await new Transport({ endpoint: server.url, agent, middleware: [middleware] }).request('POST', '/x', {
      body: 1,
    });
    const [{ method = '', target = '', headers } = {}] = server.seen;
    expect([method, target, headers?.['content-length']]).toEqual(['PUT', '/x?by=middleware', '7']);
    const timestamp = String(headers?.['x-timestamp']);
    const signature = String(headers?.['x-signature']);
    expect(verifySignature(keys.publicKey, { method, path: target, timestamp, signature })).toBe(true);
  });

  test('behavior: may remove headers, but not credentials', async () => {
    await using server = await scripted(200);
    const middleware: Middleware = (request, next) =>
      next({ ...request, headers: { authorization: 'Bearer other', Authorization: 'Bearer third' } });
    const transport = new Transport({ endpoint: server.url, apiKey: 'mi_abc', middleware: [middleware] });
    await transport.request('POST', '/x');
    expect(server.seen[0]?.headers.authorization).toBe('Bearer mi_abc');
    expect(server.seen[0]?.headers['idempotency-key']).toBeUndefined();
  });

  test('behavior: may respond in place of the server', async () => {
    await using server = await scripted(200);
    const middleware: Middleware = async ({ url }) =>
      answer(url.endsWith('/bad') ? '{"error":"mine"}' : '[1]', url.endsWith('/bad') ? 404 : 200);
    const transport = new Transport({ endpoint: server.url, middleware: [middleware] });
    const { data, response } = await transport.request('GET', '/x').withResponse();
    expect(data).toEqual([1]);
    expect(response.headers).toEqual({ 'x-from': 'middleware' });
    expect(await failure(transport.request('GET', '/bad'))).toMatchObject({
      name: 'NotFoundError',
      message: 'mine (404, GET /bad)',
    });
    expect(server.seen).toHaveLength(0);
  });

  test('behavior: may read and replace a response', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const middleware: Middleware = async (request, next) => {
      const response = await next(request);
      return { ...answer(`[${await textFrom(response)}]`), status: response.status };
    };
    const transport = new Transport({ endpoint: server.url, middleware: [middleware] });
    expect(await transport.request('GET', '/x')).toEqual([1]);
  });

  test('behavior: may send twice', async () => {
    await using server = await scripted(401, 200);
    const middleware: Middleware = async (request, next) => {
      const first = await next(request);
      if (first.status !== 401) return first;
      await first.body[Symbol.asyncIterator]().return?.();
      return next({ ...request, headers: { ...request.headers, 'x-again': '1' } });
    };
    const transport = new Transport({ endpoint: server.url, apiKey: 'mi_abc', middleware: [middleware] });
    const { data, response } = await transport.request('POST', '/x').withResponse();
    expect([data, response.attempts]).toEqual(['done', 1]);
    const [first, second] = server.seen.map(({ headers }) => headers);
    expect(second).toMatchObject({ 'x-again': '1', authorization: 'Bearer mi_abc' });
    expect(second?.['idempotency-key']).toBe(first?.['idempotency-key']);
  });

  test.each<['reset' | 503 | 409, 'unknown' | 'rejected']>([
    ['reset', 'unknown'],
    [503, 'unknown'],
    [409, 'rejected'],
  ])('behavior: an unknown outcome of its first request stays unknown: %s', async (step, outcome) => {
    await using server = await scripted(step, 404);
    const middleware: Middleware = async (request, next) => {
      await next(request).catch(() => undefined);
      return next(request);
    };
    const transport = new Transport({ endpoint: server.url, middleware: [middleware] });
    expect(await failure(transport.request('POST', '/x'))).toMatchObject({ status: 404, outcome });
    expect(server.seen).toHaveLength(2);
  });
});

describe('failures', () => {
  const own = new TypeError('a mistake in here');
  test.each<[string, Middleware]>([
    ['before', () => Promise.reject(own)],
    [
      'at once',
      () => {
        throw own;
      },
    ],
    [
      'afterwards',
      async (request, next) => {
        await next(request);
        throw own;
      },
    ],
  ])('error: throws its error unchanged and does not retry: %s', async (when, middleware) => {
    await using server = await scripted(200);
    const transport = new Transport({ endpoint: server.url, middleware: [middleware] });
    await expect(transport.request('GET', '/x')).rejects.toBe(own);
    await expect(transport.stream('/x').next()).rejects.toBe(own);
    expect(server.seen).toHaveLength(when === 'afterwards' ? 2 : 0);
  });

  test('error: retries after a rethrown error of the request', async () => {
    await using server = await scripted('reset', 200);
    const seen: unknown[] = [];
    const middleware: Middleware = async (request, next) => {
      try {
        return await next(request);
      } catch (error) {
        seen.push(error);
        throw error;
      }
    };
    expect(await new Transport({ endpoint: server.url, middleware: [middleware] }).request('GET', '/x')).toBe(
      'done',
    );
    expect(seen).toMatchObject([{ name: 'ConnectionError', outcome: 'unknown' }]);
  });

  test('error: times out when it hangs', async () => {
    await using server = await scripted(200);
    const middleware: Middleware = () => new Promise(() => undefined);
    const transport = new Transport({ endpoint: server.url, middleware: [middleware], timeout: 100 });
    expect(await failure(transport.request('POST', '/x'))).toMatchObject({
      name: 'TimeoutError',
      outcome: 'not_sent',
    });
  });

  test.each<[string, string | ((url: string) => string)]>([
    ['another host', 'http://127.0.0.2:1/x'],
    ['another port', (url) => url.replace(/:\d+\//, ':1/')],
    ['another scheme', (url) => url.replace('http:', 'https:')],
    ['a host that only begins alike', 'https://127.0.0.1.example/x'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:text/plain,1'],
  ])('error: sends no credentials to %s', async (_, to) => {
    const sent: string[] = [];
    const wire: Wire = {
      send: async ({ url }) => {
        sent.push(url);
        return answer('1');
      },
    };
    const middleware: Middleware = (request, next) =>
      next({ ...request, url: typeof to === 'string' ? to : to(request.url) });
    const transport = new Transport({
      endpoint: 'http://127.0.0.1:9',
      apiKey: 'mi_abc',
      wire,
      middleware: [middleware],
    });
    await expect(transport.request('GET', '/x')).rejects.toMatchObject({
      code: 'invalid_argument',
      argument: 'url',
    });
    await expect(transport.stream('/x').next()).rejects.toMatchObject({ argument: 'url' });
    expect(sent).toEqual([]);
  });

  test('behavior: may change to the other configured host', async () => {
    await using api = await scripted(503);
    await using dashboard = await scripted(200);
    const middleware: Middleware = (request, next) =>
      next({ ...request, url: request.url.replace(api.url, dashboard.url) });
    const transport = new Transport({
      endpoint: api.url,
      dashboardEndpoint: dashboard.url,
      apiKey: 'mi_abc',
      middleware: [middleware],
    });
    expect(await transport.request('GET', '/x')).toBe('done');
  });

  test.each([{ 'x-a': 'a\r\nb: c' }, { 'x-a': '→' }, { 'x a': '1' }])(
    'error: refuses headers that cannot be sent: %j',
    async (headers) => {
      await using server = await scripted(200);
      const middleware: Middleware = (request, next) => next({ ...request, headers });
      const transport = new Transport({ endpoint: server.url, middleware: [middleware] });
      await expect(transport.request('GET', '/x')).rejects.toBeInstanceOf(InvalidArgumentError);
      expect(server.seen).toHaveLength(0);
    },
  );
});
