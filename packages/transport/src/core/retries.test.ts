import { createServer } from 'node:http';
import { generateKeyPair, verifySignature } from '@mitosislabs/auth';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import type { StreamBody } from '../body/StreamBody.ts';
import type { HttpMethod, Idempotency } from '../options/TransportLike.ts';
import { failure } from '../testing/failure.ts';
import { type Step, scripted } from '../testing/scripted.ts';
import { wires } from '../testing/wires.ts';
import { Transport } from './Transport.ts';

// Together: some wait for the time limit of an attempt.
describe.concurrent.each(wires)('%s', (_, wire) => {
  test('default: retries a failed read twice', async () => {
    await using server = await scripted(503);
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const error = await failure(transport.request('GET', '/x'));
    expect(error).toMatchObject({ name: 'ServerError', status: 503, retryable: true });
    expect(server.seen).toHaveLength(3);
  });

  test('default: returns the result of the third attempt', async () => {
    await using server = await scripted(503, 429, 200);
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const { data, response } = await transport.request('GET', '/x').withResponse();
    expect(data).toBe('done');
    expect(response).toMatchObject({ status: 200, attempts: 3 });
  });

  test.each([
    [undefined, undefined, 3],
    [0, undefined, 1],
    [1, undefined, 2],
    [4, undefined, 5],
    [4, 0, 1],
    [0, 3, 4],
  ])('behavior: maxRetries %j of the client, %j of the call: requests: %i', async (client, call, count) => {
    await using server = await scripted(503);
    const transport = new Transport({ endpoint: server.url, maxRetries: client, wire: wire() });
    await failure(transport.request('GET', '/x', { maxRetries: call }));
    expect(server.seen).toHaveLength(count);
  });

  test.each([
    ...[408, 429, 500, 502, 503, 504].map((status) => [status, 3]),
    ...[400, 401, 402, 403, 404, 405, 409, 410, 422, 501, 505, 507].map((status) => [status, 1]),
  ])('behavior: status %i: requests: %i', async (status, count) => {
    await using server = await scripted(status);
    const transport = new Transport({ endpoint: server.url, wire: wire(), apiKey: 'mi_abc' });
    const error = await failure(transport.request('GET', '/x'));
    expect(error).toMatchObject({ status, retryable: count > 1 });
    expect(server.seen).toHaveLength(count);
  });

  const breaks: [Step, Record<Idempotency, number>][] = [
    [429, { safe: 2, idempotent: 2, 'idempotency-key': 2, once: 2 }],
    [503, { safe: 2, idempotent: 2, 'idempotency-key': 1, once: 1 }],
    [408, { safe: 2, idempotent: 2, 'idempotency-key': 1, once: 1 }],
    ['reset', { safe: 2, idempotent: 2, 'idempotency-key': 1, once: 1 }],
    ['silence', { safe: 2, idempotent: 2, 'idempotency-key': 1, once: 1 }],
    ['cut', { safe: 2, idempotent: 2, 'idempotency-key': 1, once: 1 }],
    [409, { safe: 1, idempotent: 1, 'idempotency-key': 1, once: 1 }],
    [501, { safe: 1, idempotent: 1, 'idempotency-key': 1, once: 1 }],
  ];
  const cases = breaks.flatMap(([step, counts]) =>
    Object.entries(counts).flatMap(([idempotency, count]) => [
      [step, idempotency as Idempotency, 'auto' as const, count] as const,
      // A server that honours keys makes what is keyed as good as what is idempotent.
      ...(idempotency === 'idempotency-key'
        ? [[step, 'idempotency-key' as const, true, counts.idempotent] as const]
        : []),
    ]),
  );

  test.each(cases)(
    'behavior: after %s, a request that is %s (idempotencyKeys %j) is sent %i times',
    async (step, idempotency, idempotencyKeys, count) => {
      await using server = await scripted(step, 200);
      const transport = new Transport({
        endpoint: server.url,
        attemptTimeout: 8_000,
        idempotencyKeys,
        wire: wire(),
      });
      const call = transport.request('POST', '/x', { body: { a: 1 }, idempotency });
      if (count === 2) expect(await call).toBe('done');
      else await failure(call);
      expect(server.seen).toHaveLength(count);
      expect(new Set(server.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    },
  );

  test.each<[HttpMethod, number]>([
    ['GET', 2],
    ['HEAD', 2],
    ['PUT', 2],
    ['DELETE', 2],
    ['POST', 1],
    ['PATCH', 1],
  ])('default: after 503, %s is sent %i times', async (method, count) => {
    await using server = await scripted(503, 204);
    const call = new Transport({ endpoint: server.url, wire: wire() }).request(method, '/x');
    if (count === 2) await call;
    else await failure(call);
    expect(server.seen).toHaveLength(count);
  });

  test.each<[string, () => unknown]>([
    ['a web stream', () => new Blob(['x']).stream()],
    ['a body of its own that can be read once', () => once('x')],
  ])('behavior: does not send %s twice', async (_name, body) => {
    await using server = await scripted(503, 200);
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const error = await failure(transport.request('PUT', '/x', { body: body() }));
    expect(error).toMatchObject({ status: 503, retryable: true });
    expect(server.seen).toHaveLength(1);
  });

  test('behavior: sends a replayable body again', async () => {
    const bodies: string[] = [];
    await using server = await serve(async (request, response) => {
      bodies.push(String(await bodyOf(request)));
      response.writeHead(bodies.length < 3 ? 503 : 200, { 'retry-after': '0' }).end('"done"');
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const body: StreamBody = {
      contentType: 'text/plain',
      length: 3,
      isReplayable: true,
      async *open() {
        yield Buffer.from('own');
      },
    };
    expect(await transport.request('PUT', '/x', { body })).toBe('done');
    expect(bodies).toEqual(['own', 'own', 'own']);
  });

  test('error: reports a failed source of the body, and does not retry', async () => {
    await using server = await serve((request) => void request.resume());
    const cause = new Error('the disk is gone');
    let opened = 0;
    const body: StreamBody = {
      contentType: 'text/plain',
      isReplayable: true,
      async *open() {
        opened++;
        yield new Uint8Array(10);
        throw cause;
      },
    };
    const error = await failure(
      new Transport({ endpoint: server.url, wire: wire() }).request('PUT', '/x', { body }),
    );
    expect(error).toMatchObject({ code: 'body_failed', retryable: false, outcome: 'unknown', cause });
    expect(error.message).toContain('the disk is gone');
    expect(opened).toBe(1);
  });

  test('behavior: signs each attempt again, over the raw target', async () => {
    await using server = await scripted((_request, response) => {
      response.writeHead(503, { 'retry-after': '1' }).end();
    }, 200);
    const keys = generateKeyPair();
    const agent = { agentId: 'aria', signingKey: keys.privateKey };
    await new Transport({ endpoint: `${server.url}/base`, agent, wire: wire() }).request(
      'GET',
      '/a%2Fb?x=%20y',
    );
    const times = server.seen.map(({ method, target, headers }) => {
      const timestamp = String(headers['x-timestamp']);
      const signature = String(headers['x-signature']);
      expect(target).toBe('/base/a%2Fb?x=%20y');
      expect(verifySignature(keys.publicKey, { method, path: target, timestamp, signature })).toBe(true);
      return Number(timestamp);
    });
    expect(times).toHaveLength(2);
    expect(times[1]).toBeGreaterThan(times[0] ?? Number.NaN);
  });
});

// Alone: another server must not get the port.
describe.each(wires)('%s', (_, wire) => {
  test('behavior: retries any request after a refused connection, also with a one-shot body', async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    const seen: string[] = [];
    const server = createServer(async (request, response) => {
      seen.push(String(await bodyOf(request)));
      response.end('"done"');
    });
    const transport = new Transport({ endpoint: gone.url, wire: wire() });
    const bodies = ['text', new Blob(['web']).stream(), once('own')];
    const calls = bodies.map((body) => transport.request('POST', '/x', { body }));
    setTimeout(() => server.listen(Number(new URL(gone.url).port), '127.0.0.1'), 150);
    try {
      expect(await Promise.all(calls)).toEqual(['done', 'done', 'done']);
      expect(seen.sort()).toEqual(['"text"', 'own', 'web']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

/** A body that can be read once. */
function once(text: string): StreamBody {
  let isRead = false;
  return {
    contentType: 'text/plain',
    isReplayable: false,
    async *open() {
      if (isRead) throw new Error('it was read before');
      isRead = true;
      yield Buffer.from(text);
    },
  };
}

describe('idempotency keys', () => {
  test('default: uses one key per call for all attempts, and none for reads', async () => {
    await using server = await scripted(429, 429, 200);
    const transport = new Transport({ endpoint: server.url });
    const methods: HttpMethod[] = ['POST', 'PUT', 'PATCH', 'DELETE'];
    for (const method of methods) await transport.request(method, '/x');
    await transport.request('GET', '/x');
    await transport.request('HEAD', '/x');
    const keys = server.seen.map(({ headers }) => headers['idempotency-key']);
    const [first, second, third, ...others] = keys;
    expect(first).toMatch(/^[\w-]{32,}$/);
    expect([second, third]).toEqual([first, first]);
    expect(new Set([first, ...others.slice(0, 3)]).size).toBe(4);
    expect(others.slice(3)).toEqual([undefined, undefined]);
  });

  test('behavior: idempotencyKey wins over headers', async () => {
    await using server = await scripted(429, 200);
    const transport = new Transport({ endpoint: server.url, headers: { 'Idempotency-Key': 'common' } });
    await transport.request('POST', '/x', {
      idempotencyKey: 'order-7',
      headers: { 'idempotency-key': 'of the call' },
    });
    await transport.request('POST', '/x', { headers: { 'IDEMPOTENCY-KEY': 'of the call' } });
    await transport.request('GET', '/x', { idempotencyKey: 'read' });
    const keys = server.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(['order-7', 'order-7', 'of the call', 'read']);
  });

  test.each(['', 'two words', 'a\nb', 'ü', 'x'.repeat(256)])(
    'error: refuses the key %j',
    async (idempotencyKey) => {
      await using server = await scripted(200);
      const call = new Transport({ endpoint: server.url }).request('POST', '/x', { idempotencyKey });
      await expect(call).rejects.toMatchObject({ argument: 'idempotencyKey' });
      expect(server.seen).toHaveLength(0);
    },
  );
});
