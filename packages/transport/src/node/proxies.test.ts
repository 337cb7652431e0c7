import { getEventListeners, once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { isMissing } from '@mitosislabs/tooling/programs';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { type Authority, HOST, makeAuthority, startHost, startProxy } from '@mitosislabs/tooling/tunnels';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { ClientConfig } from '../options/ClientConfig.ts';
import { failure } from '../testing/failure.ts';
import { request, textFrom } from '../testing/wires.ts';
import { nodeWire } from './nodeWire.ts';

const KEY = 'mi_canary_0123456789abcdef';
const PASSWORD = 'pass%40word';
const MIB = 1024 * 1024;

let authority: Authority;
let port: number;
let close: () => Promise<void>;

beforeAll(async () => {
  if (isMissing('openssl')) return;
  authority = makeAuthority();
  const host = await startHost(authority, async (request, response) => {
    if (request.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      response.end('data: 2\n\n');
      return;
    }
    const isKeyHere = JSON.stringify(request.headers).includes(KEY);
    const body = await bodyOf(request);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ isKeyHere, bytes: body.length, host: request.headers.host }));
  });
  ({ port } = host);
  close = async () => {
    await host[Symbol.asyncDispose]();
    authority[Symbol.dispose]();
  };
});
afterAll(() => close?.());

beforeEach(() => {
  for (const name of [
    'HTTPS_PROXY',
    'HTTP_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
  ]) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
  if (authority) vi.stubEnv('SSL_CERT_FILE', authority.ca);
});
afterEach(() => void vi.unstubAllEnvs());

function transportTo(host: string, config: Partial<ClientConfig> = {}): Transport {
  return new Transport({ endpoint: `https://${host}`, apiKey: KEY, maxRetries: 0, ...config });
}

describe.skipIf(isMissing('openssl'))('a proxy', () => {
  test('default: the proxy of HTTPS_PROXY is asked for a tunnel, once, and never sees the key', async () => {
    await using proxy = await startProxy(port);
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    const transport = transportTo(HOST);
    for (let index = 0; index < 3; index++) {
      expect(await transport.request('GET', '/x')).toEqual({ isKeyHere: true, bytes: 0, host: HOST });
    }
    expect(proxy.tunnels).toEqual([`${HOST}:443`]);
    expect(proxy.seen()).not.toContain(KEY);
  });

  test('behavior: uploads of several MiB and event streams pass through', async () => {
    await using proxy = await startProxy(port);
    const transport = transportTo(HOST, { proxy: proxy.url });
    const body = async function* () {
      for (let index = 0; index < 8; index++) yield new Uint8Array(MIB);
    };
    expect(await transport.request('POST', '/x', { body: body() })).toMatchObject({ bytes: 8 * MIB });
    const events: string[] = [];
    for await (const { data } of transport.stream('/events', { maxReconnects: 0 })) {
      events.push(data);
      if (events.length === 2) break;
    }
    expect(events).toEqual(['1', '2']);
    expect(new Set(proxy.tunnels)).toEqual(new Set([`${HOST}:443`]));
  });

  test('behavior: a proxy may itself speak TLS', async () => {
    await using proxy = await startProxy(port, undefined, authority);
    const transport = transportTo(HOST, { proxy: proxy.url });
    expect(await transport.request('GET', '/x')).toMatchObject({ isKeyHere: true });
    expect(proxy.tunnels).toEqual([`${HOST}:443`]);
  });

  test('behavior: the user name and the password of the URL go to the proxy, decoded', async () => {
    await using proxy = await startProxy(port);
    vi.stubEnv('HTTPS_PROXY', proxy.url.replace('//', `//us%3Aer:${PASSWORD}@`));
    await transportTo(HOST).request('GET', '/x');
    expect(proxy.tunnels).toEqual([`${HOST}:443 as us:er:pass@word`]);
  });

  test('behavior: a password with a % that encodes nothing goes as it is', async () => {
    await using proxy = await startProxy(port);
    await transportTo(HOST, { proxy: proxy.url.replace('//', '//u:100%@') }).request('GET', '/x');
    expect(proxy.tunnels).toEqual([`${HOST}:443 as u:100%`]);
  });

  test('behavior: NO_PROXY, this machine and `proxy: false` are reached directly', async () => {
    await using proxy = await startProxy(port);
    await using local = await serve((_, response) => response.end('1'));
    vi.stubEnv('ALL_PROXY', proxy.url);
    expect(await new Transport({ endpoint: local.url }).request('GET', '/x')).toBe(1);
    expect(await transportTo(`localhost:${port}`).request('GET', '/x')).toMatchObject({ isKeyHere: true });
    const direct = failure(transportTo(HOST, { proxy: false }).request('GET', '/x'));
    expect(await direct).toMatchObject({ code: 'connection_failed' });
    vi.stubEnv('NO_PROXY', HOST);
    const excepted = failure(transportTo(HOST).request('GET', '/x'));
    expect(await excepted).toMatchObject({ code: 'connection_failed' });
    expect(proxy.tunnels).toEqual([]);
  });

  test('behavior: a URL without TLS goes through a tunnel, too', async () => {
    await using server = await serve(({ headers }, response) => response.end(headers.host));
    await using proxy = await startProxy(Number(new URL(server.url).port));
    vi.stubEnv('HTTP_PROXY', proxy.url);
    // Clients send without TLS to this machine only, which no proxy reaches.
    const wire = nodeWire();
    for (let index = 0; index < 2; index++) {
      expect(await textFrom(await wire.send(request(`http://${HOST}:8080/x`)))).toBe(`${HOST}:8080`);
    }
    expect(proxy.tunnels).toEqual([`${HOST}:8080`]);
  });

  test('behavior: the environment is read for each request', async () => {
    await using first = await startProxy(port);
    await using second = await startProxy(port);
    const transport = transportTo(HOST);
    for (const { url } of [first, second, first]) {
      vi.stubEnv('HTTPS_PROXY', url);
      await transport.request('GET', '/x');
    }
    expect([first.tunnels.length, second.tunnels.length]).toEqual([1, 1]);
  });

  test('behavior: a call that is aborted leaves no connection to the proxy, and no listener', async () => {
    const stop = new AbortController();
    let gone: Promise<unknown> | undefined;
    await using proxy = await startProxy(port, (_, socket) => {
      gone = once(socket, 'end');
      stop.abort();
      return true;
    });
    const call = transportTo(HOST, { proxy: proxy.url }).request('POST', '/x', { signal: stop.signal });
    expect(await failure(call)).toMatchObject({ code: 'aborted' });
    await gone;
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  test('behavior: a proxy that is silent for too long is left', async () => {
    let gone: Promise<unknown> | undefined;
    await using proxy = await startProxy(port, (_, socket) => {
      gone = once(socket, 'end');
      return true;
    });
    const call = transportTo(HOST, { proxy: proxy.url, timeout: 1_000 }).request('POST', '/x');
    expect(await failure(call)).toMatchObject({ code: 'timeout' });
    await gone;
  });
});

describe.skipIf(isMissing('openssl'))('errors of a proxy', () => {
  test.each<[string, boolean, RegExp]>([
    ['407 Proxy Authentication Required', false, /does not accept the user name and password in HTTPS_PROXY/],
    ['403 Forbidden by policy', false, /ask its operator/],
    ['404 Not Found', false, /ask its operator/],
    ['501 Not Implemented', false, /cannot reach the host/],
    ['429 Too Many Requests', true, /ask its operator/],
    ['502 Bad Gateway', true, /cannot reach the host/],
    ['503 Service Unavailable', true, /cannot reach the host/],
    ['302 Found', false, /cannot reach the host/],
  ])(
    'error: %s from the proxy is not the response of the platform (retryable: %s)',
    async (answer, retryable, hint) => {
      await using proxy = await startProxy(port, (_, socket) => {
        socket.end(
          `HTTP/1.1 ${answer}\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"error":"\x1bnot"}`,
        );
        return true;
      });
      vi.stubEnv('HTTPS_PROXY', proxy.url.replace('//', `//user:${PASSWORD}@`));
      const error = await failure(transportTo(HOST).request('POST', '/x', { body: {} }));
      expect(error).toMatchObject({
        name: 'ConnectionError',
        code: 'proxy_failed',
        status: 0,
        outcome: 'not_sent',
        retryable,
        hint: expect.stringMatching(hint),
        message: `The proxy ${proxy.url} refused to connect to ${HOST}:443: ${answer}: POST https://${HOST}/x.`,
      });
      expect(JSON.stringify(error) + String(error.stack) + String(error.cause)).not.toMatch(
        /pass%40word|pass@word/,
      );
      expect(proxy.tunnels).toHaveLength(1);
    },
  );

  test('behavior: a request that changes something is sent again after 503 from the proxy: it never left', async () => {
    await using proxy = await startProxy(port, (_, socket) => {
      if (proxy.tunnels.length > 1) return false;
      socket.end('HTTP/1.1 503 Busy\r\n\r\n');
      return true;
    });
    const transport = transportTo(HOST, { proxy: proxy.url, maxRetries: 1 });
    expect(await transport.request('POST', '/x', { body: {} })).toMatchObject({ bytes: 2 });
    expect(proxy.tunnels).toHaveLength(2);
  });

  test('error: the reason of a proxy is cut, and has no control characters', async () => {
    await using proxy = await startProxy(port, (_, socket) => {
      socket.end(`HTTP/1.1 403 ${'no \xe9\t'.repeat(100)}\r\n\r\n`, 'latin1');
      return true;
    });
    const { message } = await failure(transportTo(HOST, { proxy: proxy.url }).request('GET', '/x'));
    expect(message).toMatch(/: 403 (no ){33}/);
    expect(message).not.toMatch(/[^ -~]/);
  });

  test('error: a proxy that is down is named, and the call may be retried', async () => {
    const proxy = await startProxy(port);
    await proxy[Symbol.asyncDispose]();
    const error = await failure(
      transportTo(HOST, { proxy: proxy.url.replace('//', '//u:secret@') }).request('POST', '/x'),
    );
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not_sent', retryable: true });
    expect(error.message).toContain(`No tunnel to ${HOST}:443 through the proxy ${proxy.url} (ECONNREFUSED)`);
    expect(error.hint).toContain('the option `proxy`');
    expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toContain('secret');
  });

  test('error: a proxy that hangs up, or speaks something else, is named', async () => {
    for (const answer of ['', 'SSH-2.0-OpenSSH_9.2\r\n']) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(answer));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      onTestFinished(() => void server.close());
      const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const error = await failure(transportTo(HOST, { proxy }).request('POST', '/x'));
      expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not_sent' });
      expect(error.message).toContain(proxy);
    }
  });

  test('error: a proxy with an untrusted certificate is named, and not tried again', async () => {
    await using proxy = await startProxy(port, undefined, authority);
    vi.stubEnv('SSL_CERT_FILE', undefined);
    const error = await failure(transportTo(HOST, { proxy: proxy.url }).request('POST', '/x'));
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not_sent', retryable: false });
    expect(error.hint).toContain('SSL_CERT_FILE');
  });

  test('error: an untrusted platform behind a proxy is not sent to', async () => {
    await using proxy = await startProxy(port);
    vi.stubEnv('SSL_CERT_FILE', undefined);
    const error = await failure(transportTo(HOST, { proxy: proxy.url }).request('POST', '/x'));
    expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent', retryable: false });
  });

  test.each([
    ['socks5://u:secret@127.0.0.1:1080', 'ALL_PROXY names a socks5 proxy'],
    ['http://u:secret@:x', 'ALL_PROXY is not the URL of a proxy'],
    ['u:secret@ho st', 'ALL_PROXY is not the URL of a proxy'],
  ])('error: %s is not bypassed', async (text, message) => {
    vi.stubEnv('ALL_PROXY', text);
    const error = await failure(transportTo(`m.${HOST}`).request('POST', '/x'));
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not_sent', retryable: false });
    expect(error.message).toContain(message);
    expect(`${error.message} ${error.hint}`).not.toContain('secret');
  });

  test.each(['socks5://127.0.0.1:1', 'http://', 'ho st', '', 1, true, null])(
    'error: refuses the option %j',
    (proxy) => {
      expect(() => transportTo(HOST, { proxy: proxy as never })).toThrow(
        expect.objectContaining({ code: 'invalid_argument', argument: 'proxy' }),
      );
    },
  );
});
