import type { Server } from 'node:http';
import { type AddressInfo, createServer, type Server as SocketServer } from 'node:net';

/** How many free ports are tried until one is free on both addresses. */
const TRIES = 20;
/** Errors of systems without IPv6. */
const WITHOUT_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

/** A port on the loopback addresses. */
export interface BoundPort {
  readonly port: number;
  /** Stops listening on `::1`. */
  close(): void;
}

/**
 * Makes a server listen on 127.0.0.1 and on the same port of `::1`, because `localhost` can mean either: a client must not reach
 * another program there. On a system without IPv6 it listens on 127.0.0.1 only.
 *
 * @param port - The port; 0 for one that is free on both addresses.
 * @throws the error of Node when the port is taken on one of them.
 */
export async function bindLoopback(server: Server, port: number): Promise<BoundPort> {
  for (let tries = 1; ; tries++) {
    await listenOn(server, port, '127.0.0.1');
    const { port: actual } = server.address() as AddressInfo;
    // As sockets of the server itself: see the options of `http.createServer`.
    const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      server.emit('connection', socket),
    );
    try {
      await listenOn(other, actual, '::1');
      return { port: actual, close: () => other.close() };
    } catch (error) {
      const code = String(Reflect.get(Object(error), 'code'));
      if (WITHOUT_IPV6.includes(code)) return { port: actual, close: () => undefined };
      await new Promise<void>((resolve) => server.close(() => resolve()));
      if (port !== 0 || code !== 'EADDRINUSE' || tries === TRIES) throw error;
    }
  }
}

function listenOn(server: SocketServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
