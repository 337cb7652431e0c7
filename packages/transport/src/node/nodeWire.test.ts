import { execFile, execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isMissing } from '@mitosislabs/tooling/programs';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { failure } from '../testing/failure.ts';
import { answering, rawServer } from '../testing/rawServer.ts';
import { leave, request, textFrom } from '../testing/wires.ts';
import { nodeWire } from './nodeWire.ts';

test('behavior: accepts compression, except with Range', async () => {
  await using server = await serve((_, response) => response.end());
  const wire = nodeWire();
  for (const headers of [{}, { range: 'bytes=0-9' }, { 'accept-encoding': 'br' }]) {
    await leave(await wire.send(request(server.url, { headers })));
  }
  expect(server.seen.map(({ headers }) => headers['accept-encoding'])).toEqual([
    'gzip, deflate, br',
    'identity',
    'br',
  ]);
});

test('behavior: sends Latin-1 headers with any body', async () => {
  await using server = await serve((incoming, response) => {
    response.setHeader('x-name', String(incoming.headers['x-name']));
    response.end(Buffer.from(String(incoming.headers['x-name'] === 'Zoë')));
  });
  const headers = { 'x-name': 'Zoë' };
  for (const body of ['grüezi', 'hello', 'x'.repeat(100_000), undefined]) {
    const answer = await nodeWire().send(request(server.url, { method: 'POST', body, headers }));
    expect(answer.headers['x-name']).toBe('Zoë');
    expect(await textFrom(answer)).toBe('true');
  }
});

test('error: refuses a header that cannot be sent', async () => {
  await using server = await serve((_, response) => response.end());
  for (const value of ['a\r\nb: c', '☃']) {
    const answer = nodeWire().send(request(server.url, { headers: { 'x-a': value } }));
    await expect(answer).rejects.toMatchObject({ code: 'ERR_INVALID_CHAR' });
  }
  expect(server.seen).toEqual([]);
});

test.each([
  ['certificates that cannot be read', 'https://localhost:9/x', {}],
  ['a header that cannot be sent', 'http://localhost:9/x', { 'x-a': '☃' }],
])('behavior: leaves no listener on the signal after %s', async (_, url, headers) => {
  vi.stubEnv('SSL_CERT_FILE', '/nowhere/ca.pem');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { signal } = new AbortController();
  await expect(nodeWire().send(request(url, { headers, signal }))).rejects.toThrow();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('behavior: ignores headers of the connection', async () => {
  await using server = await serve(async (incoming, response) => response.end(await bodyOf(incoming)));
  const headers = {
    connection: 'close',
    'content-length': '1',
    'transfer-encoding': 'chunked',
    upgrade: 'x',
  };
  const answer = await nodeWire().send(request(server.url, { method: 'POST', body: 'four', headers }));
  expect(await textFrom(answer)).toBe('four');
  expect(server.seen[0]?.headers).toMatchObject({ connection: 'keep-alive', 'content-length': '4' });
  expect(server.seen[0]?.headers).not.toHaveProperty('upgrade');
});

test('behavior: reuses a connection for sequential requests of one wire', async () => {
  const ports = new Set<unknown>();
  await using server = await serve((incoming, response) => {
    ports.add(incoming.socket.remotePort);
    setTimeout(() => response.end('1'), 20);
  });
  const wire = nodeWire();
  const get = async (): Promise<unknown> => textFrom(await wire.send(request(server.url)));
  for (let index = 0; index < 5; index++) await get();
  expect(ports.size).toBe(1);
  await Promise.all(Array.from({ length: 5 }, get));
  expect(ports.size).toBe(5);
  await textFrom(await nodeWire().send(request(server.url)));
  expect(ports.size).toBe(6);
});

test('behavior: does not keep the process alive for idle connections', async () => {
  // In another process: its ends of the connections would count, too.
  const script = `const server = require('node:http').createServer((_, response) => response.end('1'));
    server.keepAliveTimeout = 600_000;
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const child = execFile(process.execPath, ['-e', script]);
  onTestFinished(() => void child.kill());
  const [port] = await once(child.stdout ?? child, 'data');
  // The connections of the tests before this one.
  await expect.poll(active).toBe(0);
  await textFrom(await nodeWire().send(request(`http://127.0.0.1:${Number(port)}/`)));
  await expect.poll(active).toBe(0);
});

/** The client's sockets of a test, in the order in which they connect. */
function clientSockets(onSocket?: (socket: Socket) => void): Socket[] {
  const sockets: Socket[] = [];
  const note = (message: unknown): void => {
    const socket: Socket = Reflect.get(Object(message), 'socket');
    sockets.push(socket);
    onSocket?.(socket);
  };
  subscribe('net.client.socket', note);
  onTestFinished(() => void unsubscribe('net.client.socket', note));
  return sockets;
}

/** How many sockets keep this process alive. */
function active(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

test('behavior: leaves no listener on a long-lived signal', async () => {
  await using server = await serve((_, response) => response.end('1'));
  const { signal } = new AbortController();
  const wire = nodeWire();
  for (let index = 0; index < 20; index++) {
    const answer = await wire.send(request(server.url, { signal }));
    if (index % 2) await textFrom(answer);
    else await leave(answer);
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('behavior: ignores informational responses', async () => {
  const hints = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
  await using server = await answering(`${hints}HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\nok`);
  const answer = await nodeWire().send(request(server.url));
  expect(answer.status).toBe(200);
  expect(await textFrom(answer)).toBe('ok');
});

test.each([
  ['announced', 'HTTP/1.1 204 X\r\nContent-Length: 5\r\n\r\n', 'junk!'],
  ['announced as chunks', 'HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n\r\n', '4\r\njunk\r\n0\r\n\r\n'],
  ['with it', 'HTTP/1.1 204 X\r\n\r\nHTTP/1.1 200 X\r\nContent-Length: 4\r\n\r\nevil', ''],
  ['later', 'HTTP/1.1 204 X\r\n\r\n', 'HTTP/1.1 200 X\r\nContent-Length: 4\r\n\r\nevil'],
])('behavior: a forbidden body (%s) is not taken for the next response', async (_, head, rest) => {
  await using server = await rawServer((socket) => {
    socket.on('data', (data) => {
      if (String(data).startsWith('GET /next'))
        socket.write('HTTP/1.1 200 X\r\nContent-Length: 4\r\n\r\ngood');
      else socket.write(head, () => setTimeout(() => socket.write(rest), 20));
    });
  });
  const clients = clientSockets();
  const wire = nodeWire();
  expect(await textFrom(await wire.send(request(server.url)))).toBe('');
  await expect.poll(() => clients[0]?.destroyed).toBe(true);
  expect(await textFrom(await wire.send(request(`${server.url}next`)))).toBe('good');
});

test('behavior: closes an idle connection that receives data', async () => {
  const evil = 'HTTP/1.1 200 X\r\nContent-Length: 4\r\n\r\nevil';
  const good = evil.replace('evil', 'good');
  await using server = await rawServer((socket) => socket.on('data', () => socket.write(good)));
  const clients = clientSockets();
  const wire = nodeWire();
  // Also after it was used again, by one listener.
  for (let use = 0; use < 3; use++) expect(await textFrom(await wire.send(request(server.url)))).toBe('good');
  expect([server.sockets.length, clients[0]?.listenerCount('data')]).toEqual([1, 1]);
  server.sockets[0]?.write(evil);
  await expect.poll(() => clients[0]?.bytesRead).toBe(3 * good.length + evil.length);
  expect(await textFrom(await wire.send(request(server.url)))).toBe('good');
  expect(server.sockets).toHaveLength(2);
});

test('behavior: keeps the connection when a complete body is left', async () => {
  await using server = await rawServer((socket) => {
    socket.on('data', () =>
      socket.write('HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n'.padEnd(100_042, 'x')),
    );
  });
  let kept = 0;
  const clients = clientSockets((socket) => socket.on('free', () => kept++));
  const wire = nodeWire();
  for (let index = 1; index <= 3; index++) {
    const answer = await wire.send(request(server.url));
    await expect.poll(() => clients[0]?.bytesRead).toBe(index * 100_042);
    await leave(answer);
    await expect.poll(() => kept).toBe(index);
  }
  expect(server.sockets).toHaveLength(1);
});

test('behavior: returns the bytes before a break, then the error', async () => {
  await using server = await answering('HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nhalf', { close: true });
  const { body } = await nodeWire().send(request(server.url));
  await wait(50);
  const chunks = body[Symbol.asyncIterator]();
  expect(String(Buffer.from((await chunks.next()).value ?? []))).toBe('half');
  await expect(chunks.next()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await chunks.next()).toEqual({ done: true, value: undefined });
});

test('behavior: reads a body no faster than its reader', async () => {
  let written = 0;
  await using server = await serve(async (_, response) => {
    const chunk = Buffer.alloc(1024 * 1024);
    for (; written < 100; written++) {
      if (!response.write(chunk)) await once(response, 'drain');
    }
    response.end();
  });
  const { body } = await nodeWire().send(request(server.url));
  await wait(200);
  expect(written).toBeLessThan(30);
  let size = 0;
  for await (const chunk of body) size += chunk.byteLength;
  expect(size).toBe(100 * 1024 * 1024);
});

test.skipIf(isMissing('openssl'))(
  'behavior: connects over TLS and refuses an untrusted certificate',
  async () => {
    const server = createSecureServer(certificate(), async (incoming, response) =>
      response.end(await bodyOf(incoming)),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const wire = nodeWire();
    await expect(wire.send(request(url))).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const body = {
      contentType: 'a/b',
      isReplayable: true,
      async *open() {
        for (let index = 0; index < 100; index++) yield Buffer.alloc(10_000, 'x');
      },
    };
    for (let index = 0; index < 2; index++) {
      expect((await textFrom(await wire.send(request(url, { method: 'POST', body })))).length).toBe(
        1_000_000,
      );
    }
    server.closeAllConnections();
  },
);

/** A new key and a certificate for 127.0.0.1 that nothing trusts. */
function certificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'mitosis-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  execFileSync('openssl', ['req', '-x509', '-nodes', '-keyout', key, '-out', cert, ...kind, ...subject], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

test.skipIf(isMissing('openssl')).each([
  ['a new connection', 0],
  ['a kept connection', 1],
])('error: unknown when TLS breaks on %s after the request', async (_, kept) => {
  let requests = 0;
  let outside: Socket | undefined;
  const server = createSecureServer(certificate(), async (incoming, response) => {
    await bodyOf(incoming);
    if (requests++ < kept) return void response.end('"done"');
    // As a proxy does that loses the server.
    outside?.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = createServer((socket) => {
    outside = socket;
    const inside = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.pipe(inside).pipe(socket, { end: false });
    for (const end of [socket, inside]) end.on('error', () => undefined);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    outside?.destroy();
    proxy.close();
  });
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  onTestFinished(() => void vi.unstubAllEnvs());
  const endpoint = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const transport = new Transport({ endpoint, wire: nodeWire(), maxRetries: 0 });
  const order = (): Promise<unknown> =>
    transport.request('POST', '/orders', { idempotency: 'idempotency-key', body: {} });
  for (let index = 0; index < kept; index++) await order();
  expect(await failure(order())).toMatchObject({ code: 'connection_failed', outcome: 'unknown' });
  expect(requests).toBe(kept + 1);
});
