import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that speaks raw bytes, for what no HTTP server would say. */
export interface RawServer extends AsyncDisposable {
  url: string;
  /** Its connections so far. */
  sockets: Socket[];
}

/** Starts one; `talk` is called for each connection. */
export async function rawServer(talk: (socket: Socket) => void): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server that gives the same bytes to whatever comes, and may close the connection then. */
export function answering(bytes: string | Uint8Array, { close = false } = {}): Promise<RawServer> {
  return rawServer((socket) => {
    socket.on('data', () => {
      socket.write(bytes);
      if (close) socket.end();
    });
  });
}
