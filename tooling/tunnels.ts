import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/** The host of {@link startHost}, which only a proxy can reach. */
export const HOST = 'platform.test';

/** The files of a private authority, and of a certificate that it signed for {@link HOST}, localhost and 127.0.0.1. */
export interface Authority extends Disposable {
  readonly folder: string;
  /** The certificate of the authority. */
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

/** Makes a private authority with openssl. */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'mitosis-authority-'));
  const openssl = (command: string): Buffer =>
    execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'ignore' });
  const fresh = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  openssl(`req -x509 ${fresh} -days 2 -subj /CN=authority.test -keyout ca.key -out ca.pem`);
  openssl(`req -new ${fresh} -subj /CN=${HOST} -keyout key.pem -out request.pem`);
  writeFileSync(join(folder, 'names.txt'), `subjectAltName=DNS:${HOST},DNS:localhost,IP:127.0.0.1`);
  openssl(
    'x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names.txt -out cert.pem',
  );
  return {
    folder,
    ca: join(folder, 'ca.pem'),
    key: join(folder, 'key.pem'),
    cert: join(folder, 'cert.pem'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

/** A server on loopback. */
interface Started extends AsyncDisposable {
  readonly port: number;
}

/** Starts a server that speaks TLS as {@link HOST}. */
export function startHost({ key, cert }: Authority, handler: RequestListener): Promise<Started> {
  return start(createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, handler));
}

/** A proxy, and what it has seen. */
export interface TestProxy extends Started {
  readonly url: string;
  /** The targets that it was asked to connect to, with the user that asked. */
  readonly tunnels: string[];
  /** Everything that came to it without TLS of its own. */
  readonly seen: () => string;
}

/**
 * Starts an HTTP proxy whose tunnels all lead to one port of this machine.
 *
 * @param answer - Answers a CONNECT in place of a tunnel. Returns `false` to open one.
 */
export async function startProxy(
  port: number,
  answer: (request: IncomingMessage, socket: Duplex) => boolean = () => false,
  secure?: Authority,
): Promise<TestProxy> {
  const tunnels: string[] = [];
  let seen = '';
  const server = secure
    ? createSecureServer({ key: readFileSync(secure.key), cert: readFileSync(secure.cert) })
    : createServer();
  server.on('request', ({ method, url, rawHeaders }: IncomingMessage, response) => {
    seen += `${method} ${url} ${rawHeaders.join()}`;
    response.writeHead(405).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const { url = '', rawHeaders, headers } = request;
    const [, credentials = ''] = headers['proxy-authorization']?.split(' ') ?? [];
    tunnels.push([url, Buffer.from(credentials, 'base64').toString()].filter(Boolean).join(' as '));
    seen += `${url} ${rawHeaders.join()}`;
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      seen += bytes.toString('latin1');
    });
    if (answer(request, socket)) return;
    const up = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      up.pipe(socket).pipe(up);
    });
    up.on('error', () => socket.destroy());
    up.on('close', () => socket.destroy());
    socket.on('close', () => up.destroy());
  });
  const started = await start(server);
  return {
    ...started,
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${started.port}`,
    tunnels,
    seen: () => seen,
  };
}

/** Listens on loopback, and closes every connection in the end. */
async function start(server: Server): Promise<Started> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A busy machine may let a client wait: its connection is still there.
  server.keepAliveTimeout = 600_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
