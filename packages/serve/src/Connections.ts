import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits the connections at once. At the limit, a new one takes the place of the oldest that has not sent the key: programs without
 * it keep no one out by holding connections open.
 */
export class Connections {
  readonly #most: number;
  readonly #all = new Set<Socket>();
  /** The connections that have not sent the key, the oldest first. */
  readonly #unknown = new Set<Socket>();

  constructor(server: Server, most: number) {
    this.#most = most;
    server.on('connection', (socket) => this.#add(socket));
  }

  /** Keeps a connection, over which the key has come. */
  keep(socket: Socket): void {
    this.#unknown.delete(socket);
  }

  #add(socket: Socket): void {
    this.#all.add(socket);
    this.#unknown.add(socket);
    socket.once('close', () => this.#remove(socket));
    if (this.#all.size <= this.#most) return;
    const [oldest = socket] = this.#unknown;
    this.#remove(oldest);
    oldest.destroy();
  }

  #remove(socket: Socket): void {
    this.#all.delete(socket);
    this.#unknown.delete(socket);
  }
}
