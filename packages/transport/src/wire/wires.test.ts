import { getEventListeners } from 'node:events';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import type { StreamBody } from '../body/StreamBody.ts';
import { answering, rawServer } from '../testing/rawServer.ts';
import { leave, request, textFrom, wires } from '../testing/wires.ts';
import { kyWire } from './kyWire.ts';
import type { WireRequest } from './Wire.ts';

const BYTES = Uint8Array.from([0, 1, 13, 10, 45, 128, 255]);

function streamed(chunks: readonly Uint8Array[], length?: number): StreamBody {
  return {
    contentType: 'application/x-streamed',
    length,
    isReplayable: true,
    async *open() {
      yield* chunks;
    },
  };
}

function form(): FormData {
  const data = new FormData();
  data.append('file', new Blob([BYTES]), 'a.bin');
  return data;
}

describe.each([...wires, ['kyWire', kyWire] as const])('%s', (name, make) => {
  test('default: sends method, target and headers, and returns status, headers and body', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(201, { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'], 'X-Two': ['1', '2'] }).end('héllo');
    });
    const answer = await make().send(
      request(`${server.url}/a%2Fb?q=1&q=%20`, { method: 'DELETE', headers: { authorization: 'Bearer x' } }),
    );
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ 'x-a': '1', 'x-two': '1, 2' });
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(await textFrom(answer)).toBe('héllo');
    expect(server.seen).toMatchObject([
      { method: 'DELETE', target: '/a%2Fb?q=1&q=%20', headers: { authorization: 'Bearer x' } },
    ]);
  });

  test.each<[string, WireRequest['body'], string, number | undefined]>([
    ['text', 'grüezi', 'grüezi', 7],
    ['bytes', BYTES, String(Buffer.from(BYTES)), 7],
    ['no bytes', new Uint8Array(), '', 0],
    ['a Blob', new Blob([BYTES], { type: 'image/png' }), String(Buffer.from(BYTES)), 7],
    ['a query', new URLSearchParams({ a: 'ü&' }), 'a=%C3%BC%26', 11],
    [
      'a stream',
      streamed([BYTES, new Uint8Array(), BYTES]),
      String(Buffer.from([...BYTES, ...BYTES])),
      undefined,
    ],
    ['a stream of known length', streamed([BYTES, BYTES], 14), String(Buffer.from([...BYTES, ...BYTES])), 14],
    ['an empty stream', streamed([], 0), '', 0],
  ])('behavior: sends %s unchanged, with its length if known', async (_, body, text, length) => {
    await using server = await serve(async (incoming, response) => response.end(await bodyOf(incoming)));
    for (const method of ['POST', 'DELETE']) {
      const headers = { 'content-type': 'a/b' };
      expect(await textFrom(await make().send(request(server.url, { method, body, headers })))).toBe(text);
      const seen = server.seen.at(-1)?.headers;
      expect(seen).toMatchObject({ 'content-type': 'a/b' });
      const framing = seen?.['content-length'] ?? seen?.['transfer-encoding'] ?? '0';
      expect(framing).toBe(String(length ?? 'chunked'));
    }
  });

  test.each<[WireRequest['body'], RegExp]>([
    [form(), /^multipart\/form-data; boundary=/],
    [new URLSearchParams('a=1'), /^application\/x-www-form-urlencoded/],
    [new Blob(['a'], { type: 'image/png' }), /^image\/png$/],
  ])('behavior: takes the content type from the body', async (body, type) => {
    await using server = await serve(async (incoming, response) => response.end(await bodyOf(incoming)));
    const answer = await make().send(request(server.url, { method: 'POST', body }));
    expect(server.seen[0]?.headers['content-type']).toMatch(type);
    if (body instanceof FormData) expect(await textFrom(answer)).toContain('filename="a.bin"');
    else await leave(answer);
  });

  test('behavior: sends a non-ASCII header alike with every body', async () => {
    await using server = await serve(async (incoming, response) => response.end(await bodyOf(incoming)));
    for (const body of [undefined, 'text', BYTES, streamed([BYTES]), streamed([BYTES], 7), form()]) {
      const headers = { 'x-name': 'é' };
      await leave(await make().send(request(server.url, { method: 'POST', body, headers })));
      expect(server.seen.at(-1)?.headers['x-name']).toBe('é');
    }
  });

  test('behavior: accepts a source that reuses its buffer', async () => {
    await using server = await serve(async (incoming, response) => {
      const seen: number[] = [];
      for await (const chunk of incoming as AsyncIterable<Buffer>) {
        for (const byte of new Set(chunk)) if (seen.at(-1) !== byte) seen.push(byte);
        await new Promise(setImmediate);
      }
      response.end(JSON.stringify(seen));
    });
    for (const size of [1_000, 300_000]) {
      const memory = new Uint8Array(size);
      const body: StreamBody = {
        contentType: 'a/b',
        isReplayable: true,
        async *open() {
          for (let index = 0; index < 50; index++) yield memory.fill(index);
        },
      };
      const answer = await make().send(request(server.url, { method: 'POST', body }));
      expect(JSON.parse(await textFrom(answer))).toEqual(Array.from({ length: 50 }, (_, index) => index));
    }
  });

  test('behavior: follows no redirect', async () => {
    await using server = await serve((_, response) => response.writeHead(302, { location: '/b' }).end());
    const answer = await make().send(request(`${server.url}/a`));
    expect(answer).toMatchObject({ status: 302, headers: { location: '/b' } });
    // Options that `fetch` must refuse, or copy, are hidden.
    const body = streamed([BYTES]);
    const upload = await make().send(request(`${server.url}/a`, { method: 'POST', body }));
    expect([0, 302]).toContain(upload.status);
    expect(await textFrom(upload)).toBe('');
    expect(server.seen.map(({ target }) => target)).toEqual(['/a', '/a']);
  });

  test.each(['HEAD', 204, 205, 304] as const)('behavior: returns no body for %s', async (kind) => {
    await using server = await serve((_, response) => {
      response
        .writeHead(kind === 'HEAD' ? 200 : kind, kind === 'HEAD' ? { 'content-length': '5' } : {})
        .end();
    });
    const method = kind === 'HEAD' ? 'HEAD' : 'GET';
    expect(await textFrom(await make().send(request(server.url, { method })))).toBe('');
  });

  test('behavior: throws for no status', async () => {
    await using server = await answering('HTTP/1.1 599 X\r\nContent-Length: 2\r\n\r\nno');
    const answer = await make().send(request(server.url));
    expect(answer.status).toBe(599);
    expect(await textFrom(answer)).toBe('no');
  });

  test.each([
    ['cut', 'HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nhalf'],
    ['cut between chunks', 'HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['cut in a chunk', 'HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf'],
  ])('error: rejects a body that is %s', async (_, bytes) => {
    await using server = await answering(bytes, { close: true });
    await expect(make().send(request(server.url)).then(textFrom)).rejects.toThrow();
  });

  test.each([
    ['not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['nothing', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['a flood of headers', `HTTP/1.1 200 OK\r\n${'x-a: 1\r\n'.repeat(20_000)}\r\n`],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ])('error: rejects a response of %s', async (_, bytes) => {
    await using server = await answering(bytes, { close: true });
    await expect(make().send(request(server.url))).rejects.toThrow();
  });

  test('error: does not read the body for a closed port', async () => {
    const server = await rawServer(() => undefined);
    await server[Symbol.asyncDispose]();
    let opened = 0;
    const body: StreamBody = {
      contentType: 'a/b',
      isReplayable: false,
      async *open() {
        opened++;
        yield BYTES;
      },
    };
    const failure = make().send(request(server.url, { method: 'POST', body }));
    await expect(failure).rejects.toSatisfy((error) => /ECONNREFUSED/.test(JSON.stringify(error, replacer)));
    expect(opened).toBe(0);
  });

  test('behavior: break closes the connection of a body', async () => {
    await using server = await rawServer((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 X\r\nContent-Length: 1000000\r\n\r\nsome'));
    });
    for (const how of ['return', 'break']) {
      const answer = await make().send(request(server.url));
      if (how === 'return') await leave(answer);
      else for await (const _ of answer.body) break;
      const socket = server.sockets.at(-1);
      await expect.poll(() => socket?.destroyed).toBe(true);
    }
  });

  test.each(['before', 'connecting', 'sending', 'waiting', 'reading'])(
    'behavior: ends on abort while %s and leaves no listener',
    async (phase) => {
      await using server = await rawServer((socket) => {
        if (phase === 'sending') socket.pause();
        else
          socket.on('data', () => {
            if (phase === 'reading') socket.write('HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nsome');
            else controller.abort(reason);
          });
      });
      const controller = new AbortController();
      const { signal } = controller;
      const reason = new Error('enough');
      if (phase === 'before') controller.abort(reason);
      const body = phase === 'sending' ? new Uint8Array(50_000_000) : 'x';
      const answer = make().send(request(server.url, { method: 'POST', body, signal }));
      if (phase === 'connecting') controller.abort(reason);
      if (phase === 'sending') setTimeout(() => controller.abort(reason), 100);
      if (phase === 'reading') {
        const chunks = (await answer).body[Symbol.asyncIterator]();
        expect(String(Buffer.from((await chunks.next()).value ?? []))).toBe('some');
        const next = chunks.next();
        controller.abort(reason);
        await expect(next).rejects.toBe(reason);
      } else {
        await expect(answer).rejects.toBe(reason);
      }
      // `fetch` leaves some; what is above a wire gives it a signal of its own for each attempt.
      if (name === 'nodeWire') expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );
});

/** An error with what is underneath. */
function replacer(_: string, value: unknown): unknown {
  return value instanceof Error ? { ...value, message: value.message, cause: value.cause } : value;
}
