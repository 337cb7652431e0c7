import type { Authenticator } from '@mitosislabs/auth';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import type { TransportRequest } from '../options/TransportLike.ts';
import { Transport } from './Transport.ts';

function signer(authorize: Authenticator['authorize']): Authenticator {
  return { method: 'agent', authorize };
}

describe('mistakes of the caller send nothing', () => {
  const cases: [string, string, string, TransportRequest, string][] = [
    ['a GET with a body', 'GET', '/x', { body: 1 }, 'body'],
    ['a HEAD with a body', 'HEAD', '/x', { body: 'x' }, 'body'],
    ['a method unknown here', 'TRACE', '/x', {}, 'method'],
    ['a method that is no token', 'GET /y', '/x', {}, 'method'],
    ['a header value beyond Latin-1', 'GET', '/x', { headers: { 'X-Name': '日本' } }, 'headers.X-Name'],
    ['a header value of two lines', 'GET', '/x', { headers: { 'X-Name': 'a\r\nb: c' } }, 'headers.X-Name'],
    ['a header value that is no text', 'GET', '/x', { headers: { 'X-Name': 1 as never } }, 'headers.X-Name'],
    ['a header name with a space', 'GET', '/x', { headers: { 'X Name': 'a' } }, 'headers'],
    ['a header name beyond ASCII', 'GET', '/x', { headers: { Größe: 'a' } }, 'headers'],
    ['a controller for a signal', 'GET', '/x', { signal: new AbortController() as never }, 'signal'],
    ['true for a signal', 'GET', '/x', { signal: true as never }, 'signal'],
    ['a fragment', 'GET', '/files/report#1.txt', {}, 'path'],
    ['a way up', 'GET', '/o1/../o2', {}, 'path'],
    ['a way up at the end', 'GET', '/o1/..?x=1', {}, 'path'],
    ['an encoded way up', 'GET', '/o1/.%2E/o2', {}, 'path'],
    ['half of a surrogate pair', 'GET', '/\ud800', {}, 'path'],
    ['half of one in a path that has a query', 'GET', '/x?a=\udc00', {}, 'path'],
    ['half of one in a value of the query', 'GET', '/x', { query: { a: 'b\ud83d' } }, 'query.a'],
    ['half of one in a name of the query', 'GET', '/x', { query: { '\udc00a': 'b' } }, 'query.\udc00a'],
    ['half of one in a header', 'GET', '/x', { headers: { 'X-Name': '\ud83d' } }, 'headers.X-Name'],
  ];

  test.each(cases)('error: refuses %s', async (_, method, path, request, argument) => {
    await using server = await serve((_request, response) => response.end('1'));
    const transport = new Transport({ endpoint: server.url });
    await expect(transport.request(method as never, path, request)).rejects.toMatchObject({
      code: 'invalid_argument',
      argument,
    });
    if (method === 'GET') {
      const stream = async () => transport.stream(path, request).next();
      await expect(stream()).rejects.toMatchObject({ argument });
    }
    expect(server.seen).toHaveLength(0);
  });

  test('behavior: sends paths and values that only look wrong', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const transport = new Transport({ endpoint: server.url });
    await transport.request('get' as never, '/a..b/.c/...?up=/../ ', { headers: { 'X-Name': 'é\tb' } });
    expect(server.seen[0]).toMatchObject({ method: 'GET', target: '/a..b/.c/...?up=/../%20' });
  });
});

describe('headers', () => {
  test('behavior: merges header names in any case, credentials last', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const transport = new Transport({ endpoint: server.url, apiKey: 'mi_abc' });
    const headers = { authorization: 'Bearer other', ACCEPT: 'text/plain', 'content-TYPE': 'text/x' };
    await transport.request('POST', '/x', { headers, body: 1 });
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer mi_abc',
      accept: 'text/plain',
      'content-type': 'text/x',
    });
  });
});

describe('authenticators', () => {
  test('error: times out and sends nothing when the authenticator hangs', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const auth = signer(() => new Promise(() => undefined));
    const transport = new Transport({ endpoint: server.url, auth, timeout: 50 });
    const expected = { name: 'TimeoutError', outcome: 'not_sent' };
    await expect(transport.request('POST', '/x')).rejects.toMatchObject(expected);
    await expect(transport.stream('/x', { timeout: 50, maxReconnects: 0 }).next()).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const call = transport.request('POST', '/x', { signal: controller.signal, timeout: 0 });
    await expect(call).rejects.toMatchObject({ name: 'AbortedError', outcome: 'not_sent' });
    expect(server.seen).toHaveLength(0);
  });

  const cause = new Error('the card reader is unplugged');
  const failing: [string, Authenticator['authorize']][] = [
    [
      'throws',
      () => {
        throw cause;
      },
    ],
    ['rejects', () => Promise.reject(cause)],
  ];

  test.each(failing)(
    'error: reports an authenticator that %s as such, not as a lost connection',
    async (_, authorize) => {
      await using server = await serve((_request, response) => response.end('1'));
      const transport = new Transport({ endpoint: server.url, auth: signer(authorize) });
      await expect(transport.request('POST', '/x')).rejects.toMatchObject({
        name: 'OS1Error',
        code: 'authorize_failed',
        outcome: 'not_sent',
        retryable: false,
        message: expect.stringContaining('card reader'),
        cause,
      });
      expect(server.seen).toHaveLength(0);
    },
  );

  test('error: passes on errors of the SDK and refuses bad headers of the authenticator', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const own = new InvalidArgumentError('pin', 'is wrong');
    const rejecting = new Transport({ endpoint: server.url, auth: signer(() => Promise.reject(own)) });
    await expect(rejecting.request('GET', '/x')).rejects.toBe(own);
    const garbled = new Transport({ endpoint: server.url, auth: signer(() => ({ 'X-Sig': 'a\nb' })) });
    await expect(garbled.request('GET', '/x')).rejects.toMatchObject({ argument: 'auth.X-Sig' });
    expect(server.seen).toHaveLength(0);
  });

  test('behavior: waits for a thenable of another library', async () => {
    await using server = await serve((_, response) => response.end('1'));
    // biome-ignore lint/suspicious/noThenProperty: a promise that is no Promise is what this is about
    const thenable = { then: (resolve: (headers: object) => void) => resolve({ 'X-Sig': '7' }) };
    const auth = signer(() => thenable as never);
    await new Transport({ endpoint: server.url, auth }).request('GET', '/x');
    expect(server.seen[0]?.headers['x-sig']).toBe('7');
  });

  test('error: sends nothing when the authenticator returns nothing', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const auth = signer(() => undefined as never);
    await expect(new Transport({ endpoint: server.url, auth }).request('GET', '/x')).rejects.toMatchObject({
      code: 'authorize_failed',
    });
    expect(server.seen).toHaveLength(0);
  });

  test('error: sends nothing when aborted before', async () => {
    await using server = await serve((_, response) => response.end('1'));
    const call = new Transport({ endpoint: server.url }).request('POST', '/x', {
      signal: AbortSignal.abort(),
    });
    await expect(call).rejects.toMatchObject({ name: 'AbortedError', outcome: 'not_sent' });
    expect(server.seen).toHaveLength(0);
  });
});
