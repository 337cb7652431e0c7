import { spawn } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { nodeLookup } from './nodeLookup.ts';
import { nodeWire } from './nodeWire.ts';

const GOOD = '127.0.0.1';
const DEAD = '127.0.0.2';

/** An address of this machine that never answers a connection: its program is stopped, and its queue is full. */
async function deadServer(port: number): Promise<AsyncDisposable> {
  const script = `require('node:net').createServer().listen({port:${port},host:'${DEAD}',backlog:1},()=>console.log('up'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface(child.stdout), 'line');
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 6 }, () =>
    net.connect({ host: DEAD, port }).on('error', () => undefined),
  );
  await once(fillers[0] as net.Socket, 'connect');
  return {
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

/** A good server; counts its connections. */
async function goodServer() {
  const { createServer } = await import('node:http');
  const server = createServer((_, response) => response.end('1'));
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, GOOD, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let addresses: string[] = [];
let lookups = 0;
const real = dns.lookup;
const replacement = (
  host: string,
  options: { all?: boolean },
  callback: (...args: unknown[]) => void,
): void => {
  if (!/^(host\.test|localhost)$/.test(host)) {
    real(host, options, callback as never);
    return;
  }
  lookups++;
  const found = addresses.map((address) => ({ address, family: 4 }));
  if (options.all) callback(null, found);
  else callback(null, found[0]?.address, 4);
};
beforeEach(() => {
  lookups = 0;
  vi.spyOn(dns, 'lookup').mockImplementation(replacement as never);
});
afterEach(() => void vi.restoreAllMocks());

const firstFor = (lookup: net.LookupFunction): Promise<string[]> =>
  new Promise((resolve, reject) =>
    lookup('host.test', { all: true }, (error, found) =>
      error ? reject(error) : resolve((found as { address: string }[]).map(({ address }) => address)),
    ),
  );

describe('the order of addresses', () => {
  test('default: puts a responsive address first and a dead one last', async () => {
    await using good = await goodServer();
    await using _ = await deadServer(good.port);
    addresses = [DEAD, GOOD];
    const lookup = nodeLookup({ dns, net })(good.port);
    expect(await firstFor(lookup)).toEqual([GOOD, DEAD]);
    // The result is remembered: no connection is made for it again.
    const before = good.connections();
    expect(await firstFor(lookup)).toEqual([GOOD, DEAD]);
    expect(good.connections()).toBe(before);
    addresses = [GOOD, DEAD];
    expect(await firstFor(lookup)).toEqual([GOOD, DEAD]);
  });

  test('behavior: tries the next address at once after a refusal', async () => {
    await using good = await goodServer();
    addresses = ['127.0.0.3', '127.0.0.4', GOOD];
    expect((await firstFor(nodeLookup({ dns, net })(good.port)))[0]).toBe(GOOD);
  });

  test('behavior: puts the first address to connect first, even if all are slow', async () => {
    await using good = await goodServer();
    addresses = ['127.0.0.2', '127.0.0.3'];
    const tried: string[] = [];
    const connect = ((options: net.TcpNetConnectOpts) => {
      const socket = new net.Socket();
      tried.push(options.host ?? '');
      // No attempt connects before all were begun: the last one then does, and the others stay silent.
      if (tried.length === addresses.length) socket.connect({ ...options, host: GOOD });
      return socket;
    }) as typeof net.connect;
    expect(await firstFor(nodeLookup({ dns, net: { connect } })(good.port))).toEqual([
      '127.0.0.3',
      '127.0.0.2',
    ]);
    expect(tried).toEqual(addresses);
  });

  test('behavior: keeps the order and remembers nothing when no address responds', async () => {
    const { port } = await (async () => {
      await using good = await goodServer();
      return good;
    })();
    addresses = ['127.0.0.3', '127.0.0.4'];
    const lookup = nodeLookup({ dns, net })(port);
    expect(await firstFor(lookup)).toEqual(addresses);
    const connect = vi.spyOn(net, 'connect');
    expect(await firstFor(lookup)).toEqual(addresses);
    expect(connect).toHaveBeenCalledTimes(2);
  });

  test('behavior: forgets the addresses of a minute ago', async () => {
    await using good = await goodServer();
    const set = vi.spyOn(Map.prototype, 'set');
    const clock = vi.spyOn(performance, 'now');
    const lookup = nodeLookup({ dns, net })(good.port);
    for (const [at, other] of [
      [0, '127.0.0.3'],
      [30_000, '127.0.0.4'],
      [60_000, '127.0.0.5'],
    ] as const) {
      clock.mockReturnValue(at);
      addresses = [GOOD, other];
      await firstFor(lookup);
    }
    const isRaces = (_: unknown, index: number): boolean =>
      Object.hasOwn(Object(set.mock.calls[index]?.[1]), 'winner');
    const races = set.mock.contexts.filter(isRaces) as Map<string, unknown>[];
    expect(races).toHaveLength(3);
    expect([...(races[0]?.keys() ?? [])].join()).not.toContain('127.0.0.3');
    expect(races[0]?.size).toBe(2);
  });

  test('behavior: does not probe a single address', async () => {
    addresses = [GOOD];
    const connect = vi.spyOn(net, 'connect');
    expect(await firstFor(nodeLookup({ dns, net })(1))).toEqual([GOOD]);
    expect(connect).not.toHaveBeenCalled();
  });
});

test.each([[[DEAD, GOOD]], [[GOOD, DEAD]], [[DEAD, DEAD, GOOD]]])(
  'behavior: reaches a host with %j',
  async (order) => {
    await using good = await goodServer();
    await using _ = await deadServer(good.port);
    addresses = order;
    const wire = nodeWire();
    const signal = AbortSignal.timeout(20_000);
    const url = `http://host.test:${good.port}/x`;
    const answer = await wire.send({ method: 'GET', url, headers: {}, signal });
    expect(answer.status).toBe(200);
    expect(lookups).toBe(1);
  },
);

test('error: reports a host whose addresses all refuse', async () => {
  addresses = ['127.0.0.3', '127.0.0.4'];
  const { port } = await (async () => {
    await using good = await goodServer();
    return good;
  })();
  const transport = new Transport({ endpoint: `http://localhost:${port}`, maxRetries: 0 });
  await expect(transport.request('POST', '/x')).rejects.toMatchObject({
    code: 'connection_failed',
    outcome: 'not_sent',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
