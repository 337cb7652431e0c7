import { serve } from '@mitosislabs/tooling/serve';
import { afterEach, describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { QueryValue } from '../options/TransportLike.ts';
import { failure } from '../testing/failure.ts';
import { answering } from '../testing/rawServer.ts';
import { wires } from '../testing/wires.ts';

const before = Reflect.ownKeys(Object.prototype);

afterEach(() => {
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(Reflect.get([], 'polluted')).toBeUndefined();
  expect(Reflect.get(() => undefined, 'polluted')).toBeUndefined();
  expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
});

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  '__defineGetter__',
];
const values = [
  '{"polluted":true}',
  '{"prototype":{"polluted":true}}',
  '"polluted"',
  '[{"polluted":true}]',
  'null',
];

/** Every name with every value, at the top and further down. */
const payloads = names.flatMap((name) =>
  values.flatMap((value) => {
    const flat = `{"${name}":${value}}`;
    return [flat, `{"a":${flat}}`, `[${flat}]`, `{"error":${flat},"code":"c"}`, `{"headers":${flat}}`];
  }),
);

describe.each(wires)('%s', (_, wire) => {
  test(`behavior: reads ${payloads.length} responses as plain data`, async () => {
    await using server = await serve((request, response) => {
      response.end(payloads[Number(request.url?.slice(1))]);
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    for (const [index, payload] of payloads.entries()) {
      const { data } = await transport.request('GET', `/${index}`).withResponse();
      expect(JSON.stringify(data)).toBe(payload);
      expect(Reflect.get(Object(data), 'polluted')).toBeUndefined();
    }
  });

  test(`behavior: reads ${payloads.length} reasons as text, or not at all`, async () => {
    await using server = await serve((request, response) => {
      response.writeHead(400).end(payloads[Number(request.url?.slice(1))]);
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    for (const index of payloads.keys()) {
      const error = await failure(transport.request('GET', `/${index}`));
      expect(error).toMatchObject({
        name: 'OS1Error',
        status: 400,
        code: expect.stringMatching(/^(c|http_400)$/),
      });
      expect(error.message).toMatch(/ \/\d+/);
      expect(typeof error.toJSON).toBe('function');
    }
  });

  test('behavior: reads response headers as headers only', async () => {
    const head = names.map((name) => `${name}: polluted\r\n`).join('');
    for (const status of ['200 OK', '400 No']) {
      await using server = await answering(
        `HTTP/1.1 ${status}\r\n${head}x-a: 1\r\ncontent-length: 4\r\n\r\nnull`,
      );
      const call = new Transport({ endpoint: server.url, wire: wire() }).request('GET', '/x').withResponse();
      const { headers } = await call.then(
        ({ response }) => response,
        (error: unknown) => error as { headers: Record<string, string> },
      );
      expect(headers['x-a']).toBe('1');
      expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
      expect(typeof headers).toBe('object');
    }
  });

  test('behavior: sends request headers as headers only', async () => {
    await using server = await serve((_request, response) => response.end('1'));
    const given = JSON.parse(`{${names.map((name) => `"${name}":"polluted"`).join()},"x-a":"1"}`) as Record<
      string,
      string
    >;
    const transport = new Transport({ endpoint: server.url, wire: wire(), headers: given });
    await transport.request('GET', '/x', { headers: given });
    expect(server.seen[0]?.headers['x-a']).toBe('1');
    expect(server.seen[0]?.headers['constructor']).toBe('polluted');
  });

  test('behavior: neither sends nor reports a header that other code adds to Object.prototype', async () => {
    await using server = await serve((_request, response) => response.end('1'));
    const transport = new Transport({ endpoint: server.url, wire: wire(), headers: { 'x-a': '1' } });
    Reflect.set(Object.prototype, 'x-added', 'by other code');
    try {
      const call = transport.request('POST', '/x', { body: { a: 1 }, headers: { 'x-b': '2' } });
      const { response } = await call.withResponse();
      expect(Object.keys(response.headers)).not.toContain('x-added');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'x-added');
    }
    expect(server.seen[0]?.headers).toMatchObject({ 'x-a': '1', 'x-b': '2' });
    expect(Object.keys(server.seen[0]?.headers ?? {})).not.toContain('x-added');
  });

  test('behavior: sends a query as a query only', async () => {
    await using server = await serve((_request, response) => response.end('1'));
    const query = JSON.parse(`{${names.map((name) => `"${name}":"polluted"`).join()}}`) as Record<
      string,
      QueryValue
    >;
    await new Transport({ endpoint: server.url, wire: wire() }).request('GET', '/x', { query });
    expect(server.seen[0]?.target).toBe(`/x?${names.map((name) => `${name}=polluted`).join('&')}`);
  });

  test.each(names)('error: takes the code and the method %s as text only', async (name) => {
    await using server = await serve((_request, response) =>
      response.writeHead(409).end(JSON.stringify({ error: 'why', code: name })),
    );
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({
      code: name,
      hint: 'Choose another name.',
    });
    await expect(transport.request(name as 'GET', '/x')).rejects.toMatchObject({ argument: 'method' });
  });
});
