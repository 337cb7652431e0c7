import { once } from 'node:events';
import { createServer as createHttpServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startEmulator } from '../startEmulator.ts';
import { bindLoopback } from './bindLoopback.ts';

afterEach(() => vi.restoreAllMocks());

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

/** Takes a port on an address, for the length of a test. */
async function taken(host: string, port = 0): Promise<AsyncDisposable & { port: number }> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function statusAt(host: string, port: number): Promise<number | undefined> {
  const [response] = (await once(get({ host, port, path: '/healthz', agent: false }), 'response')) as [
    IncomingMessage,
  ];
  response.resume();
  return response.statusCode;
}

/** Makes `listen` fail on `::1`, so many times. */
function failOnIPv6(code: string, times = Number.POSITIVE_INFINITY): void {
  const { listen } = Server.prototype;
  let left = times;
  vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    if (args[1] !== '::1' || left-- <= 0) return listen.apply(this, args as never);
    process.nextTick(() => this.emit('error', Object.assign(new Error(`listen ${code}`), { code })));
    return this;
  });
}

describe.skipIf(!hasIPv6)('with IPv6', () => {
  test('default: both hosts answer on 127.0.0.1 and on ::1, until they are closed', async () => {
    const emulator = await startEmulator({ brain: 'none' });
    const ports = [emulator.endpoint, emulator.dashboardEndpoint].map((url) => Number(new URL(url).port));
    for (const port of ports) {
      expect(await statusAt('127.0.0.1', port)).toBe(200);
      expect(await statusAt('::1', port)).toBe(200);
    }
    await emulator.close();
    for (const port of ports) {
      for (const host of ['127.0.0.1', '::1']) {
        await expect(statusAt(host, port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      }
    }
  });

  test.each(['port', 'dashboardPort'] as const)(
    'error: refuses a %s that another program has on ::1, and leaves it free on 127.0.0.1',
    async (option) => {
      await using other = await taken('::1');
      const error: unknown = await startEmulator({ brain: 'none', [option]: other.port }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: 'port_unavailable', message: expect.stringContaining('::1') });
      await using free = await taken('127.0.0.1', other.port);
      expect(free.port).toBe(other.port);
    },
  );
});

test.each(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])(
  'behavior: without IPv6 (%s) it listens on 127.0.0.1',
  async (code) => {
    failOnIPv6(code);
    const emulator = await startEmulator({ brain: 'none' });
    expect(await statusAt('127.0.0.1', Number(new URL(emulator.endpoint).port))).toBe(200);
    await emulator.close();
  },
);

test('behavior: tries another free port when the first is taken on ::1', async () => {
  failOnIPv6('EADDRINUSE', 2);
  const server = createHttpServer();
  const { port, close } = await bindLoopback(server, 0);
  expect(port).toBe((server.address() as AddressInfo).port);
  close();
  await new Promise((resolve) => server.close(resolve));
});

test('error: rejects when no port is free on both', async () => {
  failOnIPv6('EADDRINUSE');
  const server = createHttpServer();
  await expect(bindLoopback(server, 0)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(server.listening).toBe(false);
});
