import type { IncomingHttpHeaders } from 'node:http';
import { type AgentAuthConfig, generateKeyPair, verifySignature } from '@mitosislabs/auth';
import type { TestServer } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import type { ClientConfig } from '../options/ClientConfig.ts';
import { failure } from '../testing/failure.ts';
import { scripted } from '../testing/scripted.ts';
import { fetchWire } from '../wire/fetchWire.ts';
import { Transport } from './Transport.ts';

const [aria, bert] = [generateKeyPair(), generateKeyPair()];
const asAria: AgentAuthConfig = { agentId: 'aria', signingKey: aria.privateKey };
const asBert: AgentAuthConfig = { agentId: 'bert', signingKey: bert.privateKey };

const clients: [string, Partial<ClientConfig>][] = [
  ['an API key', { apiKey: 'mi_abc' }],
  ['another agent', { agent: asBert }],
  ['a token', { jwt: { jwtSecret: 'an-office-manager-secret-of-40-bytes-ok!' } }],
  [
    'an authenticator',
    { auth: { method: 'api-key', authorize: () => ({ Authorization: 'Own x', 'X-Own': '1' }) } },
  ],
  ['no credentials', {}],
];

/** Who signed the last request, and what else it carried. */
function signer(server: TestServer): { id: unknown; isAria: boolean; headers: IncomingHttpHeaders } {
  const { method = '', target = '', headers = {} } = server.seen.at(-1) ?? {};
  const timestamp = String(headers['x-timestamp']);
  const signature = String(headers['x-signature']);
  const isAria = verifySignature(aria.publicKey, { method, path: target, timestamp, signature });
  return { id: headers['x-agent-id'], isAria, headers };
}

describe.each(clients)('a client of %s', (_, config) => {
  test('default: as(agent) signs as that agent, and leaves the client unchanged', async () => {
    await using server = await scripted(200);
    const transport = new Transport({ endpoint: server.url, ...config });
    const agent = transport.as(asAria);
    expect(agent.authMethod).toBe('agent');
    await agent.request('POST', '/x?a=%20b', { body: 1 });
    const { id, isAria, headers } = signer(server);
    expect([id, isAria, headers.authorization, headers['x-own']]).toEqual([
      'aria',
      true,
      undefined,
      undefined,
    ]);
    await transport.request('GET', '/x');
    expect(signer(server).isAria).toBe(false);
    expect(transport.authMethod).toBe(new Transport({ endpoint: server.url, ...config }).authMethod);
  });

  test('default: asAgent signs one call as that agent, without credentials of the client', async () => {
    await using server = await scripted(503, 200);
    const transport = new Transport({ endpoint: server.url, ...config });
    await transport.request('GET', '/x', { asAgent: asAria });
    for (const [index] of server.seen.entries()) {
      const { id, isAria, headers } = signer({ ...server, seen: server.seen.slice(0, index + 1) });
      expect([id, isAria, headers.authorization, headers['x-own']]).toEqual([
        'aria',
        true,
        undefined,
        undefined,
      ]);
    }
    expect(server.seen).toHaveLength(2);
    await transport.request('GET', '/x');
    expect(signer(server).isAria).toBe(false);
  });

  test('behavior: asAgent signs streams', async () => {
    await using server = await scripted((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\n');
    });
    const transport = new Transport({ endpoint: server.url, ...config });
    for await (const { data } of transport.stream('/x', { asAgent: asAria, maxReconnects: 0 }))
      expect(data).toBe('1');
    expect(signer(server)).toMatchObject({ id: 'aria', isAria: true });
    expect(signer(server).headers.authorization).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['an empty text', ''],
    ['0', 0],
    ['a name', 'aria'],
    ['nothing of an agent', {}],
    ['an agent without a key', { agentId: 'aria' }],
    ['an agent whose key is undefined', { agentId: 'aria', signingKey: undefined }],
    ['an agent whose key is hex', { agentId: 'aria', signingKey: '11'.repeat(32) }],
    ['an agent whose key is short', { agentId: 'aria', signingKey: new Uint8Array(31).fill(1) }],
    ['an agent whose key is zero', { agentId: 'aria', signingKey: new Uint8Array(32) }],
    ['a key without its agent', { signingKey: aria.privateKey }],
    ['an agent without a name', { agentId: '', signingKey: aria.privateKey }],
    ['an agent whose name is two lines', { agentId: 'aria\r\nx: y', signingKey: aria.privateKey }],
  ])('error: refuses the identity %s and sends nothing', async (_name, agent) => {
    await using server = await scripted(200);
    const transport = new Transport({ endpoint: server.url, ...config });
    const asAgent = agent as AgentAuthConfig;
    await expect(transport.request('GET', '/x', { asAgent })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(transport.stream('/x', { asAgent }).next()).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    expect(() => transport.as(asAgent)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    expect(server.seen).toHaveLength(0);
  });

  test('error: refuses `as()` without an agent', async () => {
    const transport = new Transport({ endpoint: 'http://localhost', ...config });
    expect(() => transport.as(undefined as never)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('settings of as(agent)', () => {
  test('behavior: keeps limits, headers, hosts, logger and wire', async () => {
    await using server = await scripted(503);
    const told: string[] = [];
    const tell = (message: string): unknown => told.push(message);
    const transport = new Transport({
      endpoint: `${server.url}/base`,
      apiKey: 'mi_abc',
      maxRetries: 1,
      headers: { 'x-common': '1' },
      logger: { debug: tell, info: tell, warn: tell, error: tell },
      fetch: (url, init) => {
        told.push('fetch');
        return fetch(url, init);
      },
    });
    const agent = transport.as(asAria).as(asBert).as(asAria);
    await failure(agent.request('GET', '/x'));
    expect(server.seen.map(({ target, headers }) => [target, headers['x-common']])).toEqual([
      ['/base/x', '1'],
      ['/base/x', '1'],
    ]);
    expect(told).toEqual(['fetch', 'fetch', 'a call failed']);
    expect([agent.endpoint, agent.dashboardEndpoint]).toEqual([
      transport.endpoint,
      transport.dashboardEndpoint,
    ]);
  });

  test('behavior: copies the signing key', async () => {
    await using server = await scripted(200);
    const signingKey = aria.privateKey.slice();
    const agent = new Transport({ endpoint: server.url }).as({ agentId: 'aria', signingKey });
    signingKey.fill(1);
    await agent.request('GET', '/x');
    expect(signer(server).isAria).toBe(true);
  });
});

describe('common headers', () => {
  test('behavior: calls the function once per call and sends its headers with every attempt', async () => {
    await using server = await scripted(503, 503, 200);
    let asked = 0;
    const headers = (): Record<string, string> => ({ traceparent: `00-trace-${++asked}-01` });
    const transport = new Transport({ endpoint: server.url, headers });
    await transport.request('GET', '/x');
    await transport.request('GET', '/x');
    await transport.request('GET', '/x', { headers: { Traceparent: 'of the call' } });
    expect(server.seen.map((request) => request.headers['traceparent'])).toEqual([
      '00-trace-1-01',
      '00-trace-1-01',
      '00-trace-1-01',
      '00-trace-2-01',
      'of the call',
    ]);
  });

  test('behavior: sends the headers with streams', async () => {
    await using server = await scripted(204);
    const transport = new Transport({ endpoint: server.url, headers: () => ({ traceparent: '00-a-01' }) });
    for await (const _event of transport.stream('/x'));
    expect(server.seen[0]?.headers['traceparent']).toBe('00-a-01');
  });

  test('behavior: common headers do not replace credentials', async () => {
    await using server = await scripted(200);
    const headers = { AUTHORIZATION: 'Bearer other', 'X-Agent-Id': 'other', 'x-signature': '00' };
    await new Transport({ endpoint: server.url, agent: asAria, headers }).request('GET', '/x');
    const { id, isAria } = signer(server);
    expect([id, isAria]).toEqual(['aria', true]);
  });

  test.each<[string, ClientConfig['headers']]>([
    ['two lines', { 'x-a': 'a\r\nb: c' }],
    ['two lines, from a function', () => ({ 'x-a': 'a\r\nb: c' })],
    ['a name with a space', { 'x a': '1' }],
  ])('error: %s', async (_, headers) => {
    await using server = await scripted(200);
    const call = new Transport({ endpoint: server.url, headers }).request('GET', '/x');
    await expect(call).rejects.toMatchObject({
      code: 'invalid_argument',
      argument: expect.stringContaining('config.headers'),
    });
    expect(server.seen).toHaveLength(0);
  });

  test('error: sends nothing when the function throws', async () => {
    await using server = await scripted(200);
    const own = new Error('no trace');
    const headers = (): never => {
      throw own;
    };
    await expect(new Transport({ endpoint: server.url, headers }).request('GET', '/x')).rejects.toBe(own);
    expect(server.seen).toHaveLength(0);
  });
});

describe('a custom fetch', () => {
  test('default: receives URL, method, signed headers and body', async () => {
    await using server = await scripted(503, 200);
    const seen: [string, RequestInit | undefined][] = [];
    const own: typeof fetch = (url, init) => {
      seen.push([String(url), init]);
      return fetch(url, init);
    };
    for (const config of [{ fetch: own }, { wire: fetchWire(own) }]) {
      await new Transport({ endpoint: server.url, apiKey: 'mi_abc', ...config }).request('PUT', '/x', {
        body: 1,
      });
    }
    expect(seen).toHaveLength(3);
    for (const [url, init] of seen) {
      expect(url).toBe(`${server.url}/x`);
      expect(init).toMatchObject({ method: 'PUT', redirect: 'manual', credentials: 'omit', body: '1' });
      expect(new Headers(init?.headers).get('authorization')).toBe('Bearer mi_abc');
    }
  });

  test('behavior: accepts a hand-made Response', async () => {
    const own: typeof fetch = async () =>
      Response.json({ a: 1 }, { status: 201, headers: { 'x-request-id': 'r' } });
    const transport = new Transport({ endpoint: 'http://localhost', fetch: own });
    const { data, response } = await transport.request('GET', '/x').withResponse();
    expect(data).toEqual({ a: 1 });
    expect(response).toMatchObject({ status: 201, requestId: 'r' });
  });

  test.each<[string, () => unknown]>([
    [
      'throws at once',
      () => {
        throw new TypeError('no');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('no'))],
    ['answers nothing', async () => undefined],
  ])('error: reports a fetch that %s', async (_, own) => {
    const transport = new Transport({
      endpoint: 'http://localhost',
      fetch: own as typeof fetch,
      maxRetries: 0,
    });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({
      name: 'OS1Error',
      code: 'wire_failed',
      outcome: 'unknown',
    });
  });

  test('behavior: cancels a response that arrives after the call has ended', async () => {
    let isCancelled = false;
    const cancel = (): void => {
      isCancelled = true;
    };
    const own: typeof fetch = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return new Response(new ReadableStream({ cancel }));
    };
    const transport = new Transport({ endpoint: 'http://localhost', fetch: own, timeout: 50 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ name: 'TimeoutError' });
    await expect.poll(() => isCancelled).toBe(true);
  });
});
