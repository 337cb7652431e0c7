import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { scripted } from '../testing/scripted.ts';
import { wires } from '../testing/wires.ts';
import { Transport } from './Transport.ts';

/** A server that answers with what it got. */
const echo = () =>
  serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const body = Buffer.concat(chunks).toString('latin1');
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ method, url, body, type: headers['content-type'], accept: headers.accept }),
      );
    });
  });

interface Echo {
  method: string;
  url: string;
  body: string;
  type?: string;
  accept: string;
}

/** The first event of a stream. */
function first(stream: unknown): Promise<unknown> {
  return (stream as AsyncGenerator).next();
}

/** Calls a method with arguments that do not fit its types. */
function call(run: unknown, transport: Transport, ...args: unknown[]): unknown {
  return Reflect.apply(run as () => unknown, transport, args);
}

describe.each(wires)('%s', (_name, wire) => {
  const make = (endpoint: string): Transport => new Transport({ endpoint, wire: wire(), apiKey: 'mi_abc' });

  test('default: has a method for each verb', async () => {
    await using server = await echo();
    const transport = make(server.url);
    expect(await transport.get<Echo>('/a', { limit: 2, all: true, none: undefined })).toMatchObject({
      method: 'GET',
      url: '/a?limit=2&all=true',
      body: '',
    });
    expect(await transport.get<Echo>('/a')).toMatchObject({ method: 'GET', url: '/a' });
    for (const verb of ['post', 'put', 'patch'] as const) {
      expect(await transport[verb]<Echo>('/a', { b: 1 })).toMatchObject({
        method: verb.toUpperCase(),
        body: '{"b":1}',
        type: 'application/json',
      });
      expect(await transport[verb]<Echo>('/a')).toMatchObject({ body: '' });
    }
    expect(await transport.delete<Echo>('/a')).toMatchObject({ method: 'DELETE', url: '/a' });
    expect(transport.endpoint).toBe(server.url);
  });

  test.each<[string, Uint8Array | ArrayBuffer | Blob]>([
    ['a Uint8Array', new TextEncoder().encode('one')],
    ['a Buffer', Buffer.from('one')],
    ['an ArrayBuffer', new TextEncoder().encode('one').buffer],
    ['a Blob', new Blob(['one'])],
  ])('behavior: upload sends %s as a form with the field `file`', async (_what, bytes) => {
    await using server = await echo();
    const {
      method,
      url,
      body,
      type = '',
    } = await make(server.url).upload<Echo>('/files', 'a "b" ü.txt', bytes);
    expect([method, url]).toEqual(['POST', '/files']);
    const form = await new Response(Buffer.from(body, 'latin1'), {
      headers: { 'content-type': type },
    }).formData();
    const file = form.get('file') as File;
    expect([...form.keys()]).toEqual(['file']);
    expect([file.name, await file.text()]).toEqual(['a "b" ü.txt', 'one']);
  });

  test('behavior: raw: true returns the response unread', async () => {
    await using server = await echo();
    const transport = make(server.url);
    const response = await transport.request('GET', '/a', { raw: true });
    expect(response).toBeInstanceOf(Response);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ url: '/a', accept: '*/*' });
    expect(await transport.request<Echo>('GET', '/a', { raw: false })).toMatchObject({ url: '/a' });
    await using broken = await scripted(404);
    await expect(make(broken.url).request('GET', '/a', { raw: true })).rejects.toMatchObject({ status: 404 });
  });

  test('behavior: accepts a query in place of the options of a stream', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('event: a\ndata: 1\n\ndata: 2\n\n');
    });
    const events: unknown[] = [];
    for await (const { event, data } of make(server.url).stream('/s', { category: 'task', limit: 2 })) {
      events.push({ event, data });
      if (events.length === 2) break;
    }
    expect(events).toEqual([{ event: 'a', data: '1' }, { data: '2' }]);
    expect(server.seen[0]?.target).toBe('/s?category=task&limit=2');
  });

  test('behavior: accepts any content type, unless JSON is read', async () => {
    await using server = await echo();
    const transport = make(server.url);
    await (await transport.request<Response>('GET', '/a', { as: 'response' })).text();
    await transport.request('GET', '/a', { as: 'text' });
    await transport.request('GET', '/a');
    await transport.request('GET', '/a', { as: 'none', headers: { Accept: 'text/plain' } });
    expect(server.seen.map(({ headers }) => headers.accept)).toEqual([
      '*/*',
      '*/*',
      'application/json',
      'text/plain',
    ]);
  });

  test.each<[string, (transport: Transport) => unknown]>([
    ['raw and another way to read', (to) => to.request('GET', '/a', { raw: true, as: 'json' })],
    ['raw as text', (to) => call(to.request, to, 'GET', '/a', { raw: 'true' })],
    ['a way to read that does not exist', (to) => call(to.request, to, 'GET', '/a', { as: 'blob' })],
    ['a host that does not exist', (to) => call(to.request, to, 'GET', '/a', { host: 'dashbord' })],
    ['a query that is text', (to) => call(to.get, to, '/a', 'limit=2')],
    ['a query that is a list', (to) => call(to.get, to, '/a', ['limit'])],
    ['options in place of a query', (to) => call(to.get, to, '/a', { signal: new AbortController().signal })],
    ['text for a file', (to) => call(to.upload, to, '/a', 'a', 'text')],
    ['a file without a name', (to) => call(to.upload, to, '/a', undefined, new Uint8Array())],
    ['a file with an empty name', (to) => to.upload('/a', '', new Uint8Array())],
    ['a name in two lines', (to) => to.upload('/a', 'a\r\nb', new Uint8Array())],
    ['a name that would arrive as another', (to) => to.upload('/a', 'a%22b', new Uint8Array())],
    ['a misspelt option', (to) => first(call(to.stream, to, '/s', { lastEventID: '1' }))],
    ['an option without its s', (to) => first(call(to.stream, to, '/s', { maxReconnect: 1 }))],
    ['a query among options', (to) => first(call(to.stream, to, '/s', { timeout: 1, limit: 2 }))],
    ['a query that is a function', async (to) => first(call(to.stream, to, '/s', { f: () => 1 }))],
  ])('error: refuses %s and sends nothing', async (_what, run) => {
    await using server = await echo();
    await expect(run(make(server.url))).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(server.seen).toHaveLength(0);
  });
});

test('behavior: has the earlier types', () => {
  const transport = new Transport({ endpoint: 'http://localhost' });
  const method: string = 'GET';
  // Not called: only their types count.
  const calls = () => ({
    raw: transport.request(method, '/', { raw: true }),
    json: transport.request<number>('GET', '/', { asAgent: true }),
    get: transport.get<number>('/'),
    events: transport.stream('/', { limit: 1 }),
  });
  expectTypeOf<Awaited<ReturnType<typeof calls>['raw']>>().toEqualTypeOf<Response>();
  expectTypeOf<Awaited<ReturnType<typeof calls>['json']>>().toEqualTypeOf<number>();
  expectTypeOf<Awaited<ReturnType<typeof calls>['get']>>().toEqualTypeOf<number>();
});
