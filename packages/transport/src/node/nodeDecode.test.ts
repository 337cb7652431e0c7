import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { bytesFrom, leave, request, textFrom } from '../testing/wires.ts';
import { nodeWire } from './nodeWire.ts';

const TEXT = 'some text, again and again. '.repeat(10_000);

test.each([
  ['gzip', gzipSync(TEXT)],
  ['x-gzip', gzipSync(TEXT)],
  ['GZIP', gzipSync(TEXT)],
  ['gzip', Buffer.concat([gzipSync(TEXT.slice(0, 100)), gzipSync(TEXT.slice(100))])],
  ['deflate', deflateSync(TEXT)],
  ['deflate', deflateRawSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['deflate, gzip', gzipSync(deflateSync(TEXT))],
  ['identity, br', brotliCompressSync(TEXT)],
])('default: decodes %s and counts the bytes received', async (coding, bytes) => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': coding, 'content-length': bytes.length });
    response.write(bytes.subarray(0, 5), () => response.end(bytes.subarray(5)));
  });
  const wire = nodeWire();
  for (let index = 0; index < 3; index++) {
    const answer = await wire.send(request(server.url));
    expect(await textFrom(answer)).toBe(TEXT);
    expect(answer.received?.()).toBe(bytes.length);
    expect(answer.headers['content-encoding']).toBe(coding);
  }
});

test('behavior: leaves an empty body and an unknown coding unchanged', async () => {
  await using server = await serve((incoming, response) => {
    const coding = incoming.url === '/zz' ? 'zz' : 'gzip';
    response.writeHead(200, { 'content-encoding': coding }).end(incoming.url === '/zz' ? 'raw' : undefined);
  });
  expect(await textFrom(await nodeWire().send(request(server.url, { method: 'HEAD' })))).toBe('');
  expect(await textFrom(await nodeWire().send(request(server.url)))).toBe('');
  expect(await textFrom(await nodeWire().send(request(`${server.url}/zz`)))).toBe('raw');
});

test('behavior: passes on pieces as they arrive', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(response);
    gzip.write('first');
    gzip.flush();
  });
  for await (const chunk of (await nodeWire().send(request(server.url))).body) {
    expect(String(Buffer.from(chunk))).toBe('first');
    break;
  }
});

test.each([
  ['gzip', gzipSync(TEXT)],
  ['deflate', deflateSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
] as const)('error: refuses %s that is cut at any point, or of another coding', async (coding, bytes) => {
  let body = bytes.subarray(0, 1);
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': coding }).end(body);
  });
  const wire = nodeWire();
  for (let cut = 1; cut < bytes.length; cut += Math.ceil(bytes.length / 20)) {
    body = bytes.subarray(0, cut);
    await expect(wire.send(request(server.url)).then(bytesFrom)).rejects.toThrow();
  }
  body = Buffer.from('<html>this is no compressed body at all</html>');
  await expect(wire.send(request(server.url)).then(bytesFrom)).rejects.toThrow();
});

test('behavior: stops decoding and closes the connection when the reader stops', async () => {
  let closed = 0;
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  await using server = await serve((incoming, response) => {
    incoming.socket.once('close', () => closed++);
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length + 1 }).write(bomb);
  });
  for (const how of ['return', 'break']) {
    const answer = await nodeWire().send(request(server.url));
    if (how === 'return') await leave(answer);
    else for await (const _ of answer.body) break;
  }
  await expect.poll(() => closed).toBe(2);
});

test('behavior: decodes five codings and leaves a longer chain unchanged', async () => {
  let count = 5;
  await using server = await serve((_, response) => {
    let bytes: Buffer = Buffer.from(TEXT);
    for (let layer = 0; layer < count; layer++) bytes = gzipSync(bytes);
    response.writeHead(200, { 'content-encoding': Array(count).fill('gzip').join(', ') }).end(bytes);
  });
  expect(String(await nodeWire().send(request(server.url)).then(bytesFrom))).toBe(String(TEXT));
  count = 1_000;
  const [first, second] = await nodeWire().send(request(server.url)).then(bytesFrom);
  expect([first, second]).toEqual([0x1f, 0x8b]);
});
