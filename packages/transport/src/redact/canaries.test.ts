import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import type { TransportRequest } from '../options/TransportLike.ts';
import { credentials, Watched } from '../testing/canaries.ts';
import { failure } from '../testing/failure.ts';
import { rawServer } from '../testing/rawServer.ts';
import { fetchWire } from '../wire/fetchWire.ts';

/** The credentials of a request as its server sees them. */
function secretsOf({ headers }: IncomingMessage): string {
  const { authorization = '', 'x-signature': signature = '', 'x-own': own = '' } = headers;
  return [authorization, authorization.split(' ').slice(1).join(' '), signature, own]
    .filter(Boolean)
    .join(' | ');
}

type Echo = (response: ServerResponse, secret: string, request: IncomingMessage) => void;

const json =
  (status: number, make: (secret: string) => unknown): Echo =>
  (response, secret) =>
    void response.writeHead(status).end(JSON.stringify(make(secret)));
const header =
  (status: number, name: string, body = '{"error":"why"}'): Echo =>
  (response, secret) =>
    void response.writeHead(status, { [name]: secret }).end(body);

const echoes: [string, Echo, TransportRequest?][] = [
  ['a reason', json(400, (error) => ({ error }))],
  ['a message', json(500, (message) => ({ message }))],
  ['a reason deep down', json(403, (message) => ({ error: { message, code: message } }))],
  ['a code', json(409, (code) => ({ error: 'why', code }))],
  ['a JSON text', json(422, (secret) => secret)],
  ['a long reason', json(400, (secret) => ({ error: `${'x'.repeat(1_950)}${secret}` }))],
  ['plain text', (response, secret) => void response.writeHead(500).end(`bad: ${secret}`)],
  [
    'plain text that is cut',
    (response, secret) => void response.writeHead(500).end(`${'x'.repeat(170)} ${secret}`),
  ],
  ['many of them, cut', (response, secret) => void response.writeHead(500).end(`${secret} `.repeat(40))],
  ['a web page', (response, secret) => void response.writeHead(502).end(`<html>${secret}`)],
  ['a web page with 200', (response, secret) => void response.end(`<html>${secret}`)],
  ['broken JSON', (response, secret) => void response.end(`{"a":"${secret}"`)],
  ['a type', header(200, 'content-type', 'no JSON')],
  ['a type of a reason', header(400, 'content-type')],
  ['the id of a request', header(404, 'x-request-id')],
  ['the id of a request that is sent again', header(503, 'x-request-id'), { maxRetries: 1 }],
  ['a header', header(400, 'x-echo')],
  ['a header of a refusal', header(401, 'www-authenticate')],
  ['a cookie', header(401, 'set-cookie')],
  ['Retry-After', header(429, 'retry-after')],
  ['a rate limit', header(429, 'x-ratelimit-remaining')],
  ['a date', header(401, 'date')],
  ['an encoding', header(200, 'content-encoding', 'no JSON')],
  [
    'the name of a header',
    (response, secret) => void response.writeHead(400, { [secret.replace(/[^\w-]/g, '') || 'x']: '1' }).end(),
  ],
  ['the phrase of a status', (response, secret) => void response.writeHead(400, secret).end()],
  [
    'where it leads, elsewhere',
    (response, secret) => void response.writeHead(302, { location: `http://127.0.0.2/${secret}` }).end(),
  ],
  [
    'where it leads, encoded',
    (response, secret) =>
      void response.writeHead(302, { location: `http://127.0.0.2/${encodeURIComponent(secret)}` }).end(),
  ],
  [
    'where it leads, as a query',
    (response, secret) =>
      void response.writeHead(302, { location: `http://127.0.0.2/?${encodeURIComponent(secret)}` }).end(),
  ],
  [
    'where it leads, as a host',
    (response, secret) =>
      void response.writeHead(302, { location: `http://${secret.replace(/\W/g, '')}.example/` }).end(),
  ],
  [
    'where it led',
    (response, secret, { url }) =>
      void (url === '/x'
        ? response.writeHead(302, { location: `/${encodeURIComponent(secret)}` }).end()
        : response.writeHead(404).end()),
  ],
  [
    'a body that breaks off',
    (response, secret, { socket }) =>
      void response.writeHead(200, { 'content-length': 9_999 }).write(secret, () => socket.destroy()),
  ],
  ['a body that is too large', (response, secret) => void response.end(secret.repeat(50_000))],
  ['a body that never ends', (response, secret) => void response.write(secret), { timeout: 1_000 }],
  [
    'what is no gzip',
    (response, secret) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(secret),
  ],
  [
    'what the parser refuses',
    json(200, (secret) => [secret]),
    {
      parse: (value) => {
        throw new Error(`not this: ${String(value)}`, { cause: { value } });
      },
    },
  ],
  [
    'a refusal by its clock',
    (response, secret) =>
      void response
        .writeHead(401, { date: new Date(0).toUTCString(), 'x-request-id': secret })
        .end(JSON.stringify({ error: secret })),
  ],
  [
    'a refusal by a clock a bit off',
    (response, secret) =>
      void response
        .writeHead(401, { date: new Date(Date.now() + 3.6e6).toUTCString() })
        .end(JSON.stringify({ error: secret })),
    { maxRetries: 1 },
  ],
];

describe.each(credentials)('with %s', (_, config) => {
  test.each(echoes)(
    'behavior: redacts a secret that a server repeats as %s',
    async (_name, echo, request) => {
      await using server = await serve((incoming, response) => echo(response, secretsOf(incoming), incoming));
      const client = new Watched({ endpoint: server.url, maxResponseBytes: 1_000_000, ...config });
      const error = await failure(client.transport.request('GET', '/x', { maxRetries: 0, ...request }));
      expect(client.leaks(error)).toEqual([]);
      expect(client.told).toBeGreaterThan(0);
      expect(server.seen.length).toBeGreaterThan(0);
    },
  );

  test('behavior: redacts secrets of earlier requests', async () => {
    let first = '';
    await using server = await serve((request, response) => {
      if (first) return void response.writeHead(409).end(JSON.stringify({ error: first, code: first }));
      first = secretsOf(request);
      response.writeHead(503, { 'retry-after': '1' }).end();
    });
    const client = new Watched({ endpoint: server.url, ...config });
    const error = await failure(client.transport.request('PUT', '/x'));
    expect(error.status).toBe(409);
    expect(client.leaks(error)).toEqual([]);
  });

  test.each([
    ['nodeWire', undefined],
    ['fetchWire', fetchWire()],
  ])('behavior: redacts a secret repeated without HTTP: %s', async (_name, wire) => {
    for (const frame of [
      '',
      'HTTP/1.1 400 No\r\ncontent-length: 0\r\n',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
    ]) {
      await using server = await rawServer((socket) => {
        socket.on('data', (head) =>
          socket.end(Buffer.concat([Buffer.from(frame), head.subarray(head.indexOf('\n') + 1)])),
        );
      });
      const client = new Watched({ endpoint: server.url, ...(wire && { wire }), maxRetries: 0, ...config });
      const error = await failure(client.transport.request('GET', '/x'));
      expect(client.leaks(error)).toEqual([]);
    }
  });

  test.each(echoes.filter(([, , request]) => request?.parse === undefined && request?.timeout === undefined))(
    'behavior: redacts a secret that a stream repeats as %s',
    async (_name, echo) => {
      await using server = await serve((incoming, response) => echo(response, secretsOf(incoming), incoming));
      const client = new Watched({ endpoint: server.url, ...config });
      const stream = client.transport.stream('/x', { maxReconnects: 0, timeout: 1_000 });
      expect(client.leaks(await failure(stream.next()))).toEqual([]);
    },
  );
});
