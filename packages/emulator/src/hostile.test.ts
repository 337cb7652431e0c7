import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure, raw, startWorld, until, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
});
afterAll(() => world?.close());

/** Sends bytes, and returns the response up to the end of the connection. */
function answerTo(bytes: string): Promise<{ status: number; json: unknown }> {
  const { port } = new URL(world.emulator.endpoint);
  const text = bytes.replace('HOST', `Host: 127.0.0.1:${port}`);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (piece) => {
      answer += piece;
    });
    // An unread request is answered, and then reset.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const json: unknown = JSON.parse(/\{.*\}/.exec(answer)?.[0] ?? 'null');
      resolve({ status: Number(answer.split(' ')[1]), json });
    });
  });
}

const close = 'Connection: close\r\n\r\n';
test.each([
  [400, 'what is no HTTP', '\x16\x03\x01\x02\r\n\r\n'],
  [400, 'another version', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  [403, 'no host', `GET /healthz HTTP/1.1\r\n${close}`],
  [431, 'a large header', `GET /healthz HTTP/1.1\r\nHOST\r\nX-A: ${'a'.repeat(20_000)}\r\n${close}`],
  [431, 'a large target', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHOST\r\n${close}`],
  [431, 'many headers', `GET /healthz HTTP/1.1\r\nHOST\r\n${'X-Header: value\r\n'.repeat(1_500)}${close}`],
  [
    417,
    'an expectation',
    `POST /api/v1/offices HTTP/1.1\r\nHOST\r\nExpect: x\r\nContent-Length: 0\r\n${close}`,
  ],
  [
    400,
    'two lengths',
    `POST / HTTP/1.1\r\nHOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  [400, 'a broken chunk', 'POST / HTTP/1.1\r\nHOST\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n'],
  [401, 'an upgrade', `GET /api/v1/offices HTTP/1.1\r\nHOST\r\nUpgrade: websocket\r\n${close}`],
  [501, 'a method that is none of ours', `TRACE /healthz HTTP/1.1\r\nHOST\r\n${close}`],
])('error: answers %i as JSON to %s', async (status, _, bytes) => {
  expect(await answerTo(bytes)).toEqual({
    status,
    json: { error: expect.any(String), code: expect.any(String) },
  });
});

test('error: closes a tunneled connection and serves others', async () => {
  await answerTo('CONNECT evil.test:443 HTTP/1.1\r\nHOST\r\n\r\n');
  expect((await raw(`${world.emulator.endpoint}/healthz`)).status).toBe(200);
});

test('error: answers 400 at once to a form of very many parts', async () => {
  const { id } = await world.office();
  const part = '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n';
  const headers = {
    Authorization: `Bearer ${world.emulator.apiKey}`,
    'Content-Type': 'multipart/form-data; boundary=b',
  };
  const body = `${part.repeat(1_000)}--b--\r\n`;
  const { status, json } = await raw(`${world.emulator.endpoint}/api/v1/offices/${id}/files`, {
    method: 'POST',
    headers,
    body,
  });
  expect([status, json]).toEqual([
    400,
    expect.objectContaining({ error: expect.stringContaining('too many') }),
  ]);
});

test('error: refuses numbers out of bounds and unknown fields', async () => {
  const id = await world.officeWith('aria');
  const { credits, employees } = world.owner;
  for (const amount of [1e308, 2 ** 53, -1e308, Number.MIN_VALUE * -1]) {
    expect(await failure(credits.add(id, { amount, reason: 'x' }))).toMatchObject({ status: 400 });
  }
  const before = await employees.get(id, 'aria');
  const request = {
    modelTier: 'opus',
    systemPrompt: 'evil',
    status: {},
    name: 'x',
    env: { A: '1' },
    evil: 1,
  };
  await employees.promote(id, 'aria', request);
  expect(await employees.get(id, 'aria')).toEqual({ ...before, modelTier: 'opus' });
  // More cores than a number can hold cannot be charged, so they count as missing.
  await employees.update(id, 'aria', {
    resources: { cpuRequest: '9'.repeat(400), memoryRequest: `${'9'.repeat(400)}Gi` },
  });
  expect(await credits.balance(id)).toMatchObject({ office_id: id });
  const add = ['x'.repeat(1_000_000)];
  const refused = async () => {
    for (let round = 0; ; round++) await employees.setSkills(id, 'aria', { add: [`${round}${add[0]}`] });
  };
  expect(await failure(refused())).toMatchObject({ status: 413 });
});

test('behavior: serves others while readers stall', async () => {
  const id = await world.officeWith('aria');
  const { port } = new URL(world.emulator.endpoint);
  const request = `GET /api/v1/offices/${id}/messages/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${world.emulator.apiKey}\r\n\r\n`;
  const sockets = Array.from({ length: 50 }, () => connect(Number(port), '127.0.0.1').pause());
  for (const socket of sockets) socket.write(request);
  const content = 'x'.repeat(500_000);
  for (let round = 0; round < 20; round++) await world.owner.messages.send(id, { to: 'aria', content });
  const { xmtp } = world.owner;
  const messages = await until(
    () => xmtp.getConversationMessages(id, 'aria', { limit: 30 }),
    ({ length }) => length >= 20,
  );
  expect(messages.map((message) => message.content.length)).toEqual(Array(20).fill(content.length));
  for (const socket of sockets) socket.destroy();
});
