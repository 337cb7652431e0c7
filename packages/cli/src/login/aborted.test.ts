import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import { beginSignIn, get, KEY, knowingPlatform, listens } from '../../testing/signIn.ts';
import { Printer } from '../output/Printer.ts';
import { createContext } from '../run.ts';
import { browserLogin } from './browserLogin.ts';

/** Returns all open servers of this process. */
const servers = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

test('behavior: a hundred aborted sign-ins leave no socket and no credentials', async () => {
  await using server = await knowingPlatform();
  await using home = await makeHome();
  const before = servers();
  const held: Socket[] = [];
  const ways: ((signIn: Awaited<ReturnType<typeof beginSignIn>>) => Promise<unknown> | unknown)[] = [
    ({ running }) => running.interrupt(),
    ({ call, state }) => call({ error: 'access_denied', state }),
    ({ call, state }) => call({ key: 'mi_unknown_0123456789', state }),
    // A client keeps a connection open, and sends half a request.
    ({ running, port }) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => {
        socket.write('GET /callback?key=');
        running.interrupt();
      });
      socket.on('error', () => undefined);
      held.push(socket);
    },
    // The key is being checked.
    ({ running, call, state }) => {
      void call({ key: KEY, state }).catch(() => undefined);
      running.interrupt();
    },
  ];
  for (let round = 0; round < 20; round++) {
    const signIns = await Promise.all(
      ways.map((_, index) => beginSignIn(home, server, { tty: index % 2 === 0 })),
    );
    await Promise.all(ways.map((way, index) => way(signIns[index] as (typeof signIns)[number])));
    for (const { running, port } of signIns) {
      expect([3, 130]).toContain((await running.outcome).code);
      expect(await listens(port)).toBe(false);
      expect(await listens(port, '::1')).toBe(false);
    }
  }
  for (const socket of held) socket.destroy();
  await expect.poll(servers).toBeLessThanOrEqual(before);
  expect(await readdir(home.path)).toEqual([]);
});

test('error: no sign-in in time', async () => {
  await using server = await knowingPlatform();
  const before = servers();
  for (const isTTY of [false, true]) {
    const stdin: PassThrough & { isTTY?: boolean } = new PassThrough();
    stdin.isTTY = isTTY;
    const { context, dispose } = createContext({
      stdin,
      stderr: new PassThrough().resume(),
      env: {},
      signal: new AbortController().signal,
    });
    const place = { endpoint: server.url, dashboardEndpoint: server.url };
    const keep = () => Promise.reject(new Error('nothing is to be kept'));
    await expect(
      browserLogin(
        place,
        { browser: false, limit: 0.2, keep },
        context,
        new Printer(context, { json: false }),
      ),
    ).rejects.toMatchObject({ code: 'login_timeout', exitCode: 9 });
    dispose();
  }
  await expect.poll(servers).toBeLessThanOrEqual(before);
});

test('error: a question without an answer ends with the time limit', async () => {
  await using server = await knowingPlatform();
  const streams = { stdin: new PassThrough(), stderr: new PassThrough() };
  for (const stream of Object.values(streams)) Object.assign(stream, { isTTY: true });
  const { context, dispose } = createContext({ ...streams, env: {}, signal: new AbortController().signal });
  // The time is up when the test says so: not before the question was asked, however long that takes.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let said = '';
    const until = async (pattern: RegExp) => {
      for (;;) {
        const match = pattern.exec(said);
        if (match) return match;
        await new Promise(setImmediate);
      }
    };
    streams.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const place = { endpoint: server.url, dashboardEndpoint: server.url };
    const keep = () => Promise.reject(new Error('nothing is to be kept'));
    const options = { browser: false, limit: 1, keep };
    const over = expect(
      browserLogin(place, options, context, new Printer(context, { json: false })),
    ).rejects.toMatchObject({ code: 'login_timeout', exitCode: 9 });
    const [, port] = await until(/port=(\d+)/);
    // As a page can that knows nothing: without the state.
    void get(Number(port), `/callback?key=${KEY}`).catch(() => undefined);
    await until(/Is this your account\?/);
    vi.advanceTimersByTime(1_000);
    // The server closes after it, and may wait a moment for a browser.
    vi.useRealTimers();
    await over;
  } finally {
    vi.useRealTimers();
    dispose();
  }
});
