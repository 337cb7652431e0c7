import { generateKeyPair, verifyJWT, verifySignature } from '@mitosislabs/auth';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import type { ClientConfig } from '../options/ClientConfig.ts';
import type { TransportRequest } from '../options/TransportLike.ts';
import { scripted } from '../testing/scripted.ts';
import { wires } from '../testing/wires.ts';
import { Transport } from './Transport.ts';

const SECRET = 'an-office-manager-secret-of-40-bytes-ok!';
const [aria, bert] = [generateKeyPair(), generateKeyPair()];
const agent = { agentId: 'aria', signingKey: aria.privateKey };
const auth = { method: 'api-key', authorize: () => ({ Authorization: 'Own x' }) } as const;

const firsts: [string, Pick<ClientConfig, 'apiKey' | 'jwt'>][] = [
  ['an API key', { apiKey: 'mi_abc' }],
  ['a token', { jwt: { jwtSecret: SECRET } }],
];

/** Names the signer of each request: `aria`, `bert`, `key`, `jwt`, `none`, or `both`, which is an error. */
function signersOf({ seen }: TestServer): string[] {
  return seen.map(({ method = '', target = '', headers }) => {
    const { authorization, 'x-agent-id': id } = headers;
    if (id === undefined) {
      if (authorization === undefined) return 'none';
      if (authorization === 'Bearer mi_abc') return 'key';
      return verifyJWT(authorization.slice('Bearer '.length), SECRET).userId === 'admin-sdk' ? 'jwt' : '?';
    }
    if (authorization !== undefined) return 'both';
    const request = {
      method,
      path: target,
      timestamp: String(headers['x-timestamp']),
      signature: String(headers['x-signature']),
    };
    return verifySignature((id === 'aria' ? aria : bert).publicKey, request) ? String(id) : '?';
  });
}

describe.each(wires)('%s', (_wire, wire) => {
  describe.each(firsts)('%s and an agent', (_name, first) => {
    const self = first.apiKey === undefined ? 'jwt' : 'key';
    const make = (endpoint: string, more: Partial<ClientConfig> = {}): Transport =>
      new Transport({ endpoint, wire: wire(), ...first, agent, ...more });

    test("default: signs with the client's credentials, and with the agent for asAgent: true", async () => {
      await using server = await scripted(200);
      const transport = make(server.url);
      await transport.request('GET', '/x');
      await transport.request('POST', '/x?a=%20b', { body: 1, asAgent: true });
      await transport.request('GET', '/x', { asAgent: false });
      await transport.request('GET', '/x', { asAgent: undefined });
      const other = { agentId: 'bert', signingKey: bert.privateKey };
      await transport.request('GET', '/x', { asAgent: other });
      expect(signersOf(server)).toEqual([self, 'aria', self, self, 'bert']);
      expect(transport.authMethod).toBe(self === 'key' ? 'api-key' : 'jwt');
    });

    test('behavior: signs every attempt and redirect as the agent', async () => {
      await using server = await serve((request, response) => {
        if (server.seen.length === 1) return void response.writeHead(503, { 'retry-after': '0' }).end();
        if (request.url === '/moved') return void response.writeHead(200).end();
        response.writeHead(307, { location: '/moved' }).end();
      });
      await make(server.url).request('GET', '/x', { asAgent: true });
      expect(server.seen.map(({ target }) => target)).toEqual(['/x', '/x', '/moved']);
      expect(signersOf(server)).toEqual(['aria', 'aria', 'aria']);
    });

    test('behavior: signs streams and uploads as the agent', async () => {
      await using server = await scripted((request, response) => {
        request.resume();
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\n');
      });
      const transport = make(server.url);
      for await (const { data } of transport.stream('/x', { asAgent: true, maxReconnects: 0 })) {
        expect(data).toBe('1');
      }
      const body = new Blob(['one']).stream();
      await transport.request('POST', '/x', { body, asAgent: true, as: 'text' });
      await transport.request('POST', '/x', { body: new Uint8Array(100_000), asAgent: true, as: 'text' });
      await transport.stream('/x', { maxReconnects: 0 }).next();
      expect(signersOf(server)).toEqual(['aria', 'aria', 'aria', self]);
    });

    test('behavior: as(agent) has no other credentials', async () => {
      await using server = await scripted(200);
      const other = make(server.url).as({ agentId: 'bert', signingKey: bert.privateKey });
      await other.request('GET', '/x');
      await other.request('GET', '/x', { asAgent: true });
      expect(signersOf(server)).toEqual(['bert', 'bert']);
    });

    test("behavior: credentials: 'omit' sends none", async () => {
      await using server = await scripted(200);
      const transport = make(server.url);
      await transport.request('GET', '/x', { credentials: 'omit' });
      await expect(
        transport.request('GET', '/x', { credentials: 'omit', asAgent: true }),
      ).rejects.toMatchObject({ argument: 'asAgent' });
      const credentials = 'include' as never;
      await expect(transport.request('GET', '/x', { credentials })).rejects.toMatchObject({
        argument: 'credentials',
      });
      expect(signersOf(server)).toEqual(['none']);
    });
  });

  test.each<[string, Partial<ClientConfig>]>([
    ['an API key', { apiKey: 'mi_abc' }],
    ['a token', { jwt: { jwtSecret: SECRET } }],
    ['an authenticator', { auth }],
    ['none', {}],
  ])('error: refuses asAgent: true without an agent, beside %s', async (_name, config) => {
    await using server = await scripted(200);
    const transport = new Transport({ endpoint: server.url, wire: wire(), ...config });
    const expected = {
      code: 'invalid_argument',
      argument: 'asAgent',
      hint: expect.stringContaining('`agent`'),
    };
    const calls: TransportRequest[] = [{}, { as: 'response' }, { as: 'text' }];
    for (const request of calls) {
      await expect(transport.request('GET', '/x', { ...request, asAgent: true })).rejects.toMatchObject(
        expected,
      );
    }
    await expect(
      transport.request('POST', '/x', { body: new FormData(), asAgent: true }),
    ).rejects.toMatchObject(expected);
    await expect(transport.stream('/x', { asAgent: true }).next()).rejects.toMatchObject(expected);
    expect(server.seen).toHaveLength(0);
  });
});

test("behavior: asAgent: true of an agent's client signs as that agent", async () => {
  await using server = await scripted(200);
  await new Transport({ endpoint: server.url, agent }).request('GET', '/x', { asAgent: true });
  expect(signersOf(server)).toEqual(['aria']);
});

test.each<[string, Partial<ClientConfig>]>([
  ['apiKey and jwt', { apiKey: 'mi_abc', jwt: { jwtSecret: SECRET } }],
  ['apiKey and auth', { apiKey: 'mi_abc', auth }],
  ['jwt and auth', { jwt: { jwtSecret: SECRET }, auth }],
  ['agent and auth', { agent, auth }],
  ['apiKey and jwt and agent', { apiKey: 'mi_abc', jwt: { jwtSecret: SECRET }, agent }],
  ['apiKey and agent and auth', { apiKey: 'mi_abc', agent, auth }],
])('error: refuses %s together', (names, config) => {
  expect(() => new Transport({ endpoint: 'http://localhost', ...config })).toThrow(
    expect.objectContaining({
      code: 'invalid_argument',
      message: `config must name one way to sign in, got ${names}.`,
      hint: expect.stringContaining('asAgent: true'),
    }),
  );
});

test('error: refuses a bad agent beside a good key in the constructor', () => {
  const bad = { agentId: 'aria', signingKey: new Uint8Array(31) };
  expect(() => new Transport({ endpoint: 'http://localhost', apiKey: 'mi_abc', agent: bad })).toThrow(
    expect.objectContaining({ argument: 'agent.signingKey' }),
  );
});
