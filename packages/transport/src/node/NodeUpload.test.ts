import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from '@mitosislabs/tooling/serve';
import { expect, onTestFinished, test } from 'vitest';
import type { StreamBody } from '../body/StreamBody.ts';
import { rawServer } from '../testing/rawServer.ts';
import { request, textFrom } from '../testing/wires.ts';
import { nodeWire } from './nodeWire.ts';

const MIB = 1024 * 1024;

function body(open: StreamBody['open'], length?: number): StreamBody {
  return { contentType: 'a/b', length, isReplayable: false, open };
}

test('behavior: reads the source no faster than it sends', async () => {
  let read = 0;
  await using server = await rawServer((socket) => socket.pause());
  const controller = new AbortController();
  const answer = nodeWire().send(
    request(server.url, {
      method: 'POST',
      signal: controller.signal,
      body: body(async function* () {
        for (; read < 100; read++) yield Buffer.alloc(MIB);
      }),
    }),
  );
  await expect.poll(() => read).toBeGreaterThan(0);
  await wait(200);
  expect(read).toBeLessThan(30);
  controller.abort();
  await expect(answer).rejects.toThrow();
});

test.each<[string, () => AsyncIterable<Uint8Array>]>([
  ['a Node stream', () => Readable.from([Buffer.from('ab'), Buffer.from('c')])],
  [
    'a generator',
    async function* () {
      yield Buffer.from('ab');
      yield Buffer.from('c');
    },
  ],
])('default: sends %s', async (_, open) => {
  await using server = await serve((incoming, response) => void incoming.pipe(response));
  for (const length of [undefined, 3]) {
    const answer = await nodeWire().send(request(server.url, { method: 'POST', body: body(open, length) }));
    expect(await textFrom(answer)).toBe('abc');
  }
});

test.each([undefined, 4 * MIB])(
  'error: breaks off the request when the source fails (length %s)',
  async (length) => {
    const ends: string[] = [];
    await using server = await serve((incoming) => {
      incoming.on('end', () => ends.push('end')).on('close', () => ends.push('close'));
      incoming.on('error', () => ends.push('error')).resume();
    });
    const problem = new Error('the disk is gone');
    const answer = nodeWire().send(
      request(server.url, {
        method: 'POST',
        body: body(async function* () {
          yield Buffer.alloc(2 * MIB);
          throw problem;
        }, length),
      }),
    );
    await expect(answer).rejects.toBe(problem);
    while (!ends.includes('close')) await wait(5);
    expect(ends).not.toContain('end');
  },
);

test.each([
  ['fewer', 10, 'body has 6 bytes, and 10 were announced.'],
  ['more', 5, 'body has at least 6 bytes, and 5 were announced.'],
])('error: refuses %s bytes than announced', async (_, length, message) => {
  let isWhole = false;
  await using server = await serve((incoming) => void incoming.on('end', () => (isWhole = true)).resume());
  const six = body(() => Readable.from([Buffer.from('abc'), Buffer.from('def')]), length);
  const answer = nodeWire().send(request(server.url, { method: 'POST', body: six }));
  await expect(answer).rejects.toMatchObject({ code: 'invalid_argument', message });
  expect(isWhole).toBe(false);
});

test('behavior: returns an early refusal, however the server closes the connection', async () => {
  // In a process of its own, so that its closing meets our writing at any point.
  const folder = await mkdtemp(join(tmpdir(), 'mitosis-refusing-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = join(folder, 'server.mjs');
  writeFileSync(
    script,
    `import { createServer } from 'node:net';
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.pause();
        const answer = 'HTTP/1.1 413 X\\r\\nConnection: close\\r\\nContent-Length: 9\\r\\n\\r\\ntoo large';
        setTimeout(() => socket.write(answer, () => socket.destroy()), Math.random() * 5);
      });
    }).listen(0, '127.0.0.1', () => process.send(server.address().port));`,
  );
  const child = fork(script);
  onTestFinished(() => void child.kill());
  const [port] = await once(child, 'message');
  let left = 0;
  const wire = nodeWire();
  for (let round = 0; round < 100; round++) {
    const upload = body(async function* () {
      try {
        for (;;) {
          yield Buffer.alloc(MIB / 16);
          if (round % 2) await wait(1);
        }
      } finally {
        left++;
      }
    });
    const answer = await wire.send(request(`http://127.0.0.1:${port}/`, { method: 'POST', body: upload }));
    expect(answer.status).toBe(413);
    expect(await textFrom(answer)).toBe('too large');
  }
  while (left < 100) await wait(5);
});

test('behavior: stops the upload after an early refusal on a kept connection', async () => {
  let read = 0;
  await using server = await rawServer((socket) => {
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 401 X\r\nContent-Length: 2\r\n\r\nno');
    });
  });
  const answer = await nodeWire().send(
    request(server.url, {
      method: 'POST',
      body: body(async function* () {
        for (; ; read++) yield Buffer.alloc(MIB);
      }),
    }),
  );
  expect(answer.status).toBe(401);
  expect(await textFrom(answer)).toBe('no');
  await wait(20);
  const before = read;
  await wait(50);
  expect(read).toBe(before);
  const [socket] = server.sockets;
  socket?.resume();
  await new Promise((resolve) => socket?.once('close', resolve));
});

test('behavior: closes a hanging source on abort', async () => {
  await using server = await rawServer(() => undefined);
  const source = new Readable({ read: () => undefined });
  const controller = new AbortController();
  const answer = nodeWire().send(
    request(server.url, { method: 'POST', body: body(() => source), signal: controller.signal }),
  );
  await expect.poll(() => server.sockets.length).toBe(1);
  controller.abort();
  await expect(answer).rejects.toThrow();
});
