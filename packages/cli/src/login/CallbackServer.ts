import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Callback } from './Callback.ts';
import { type Checked, checkCallback } from './checkCallback.ts';
import { ASK_THERE, HEADERS, REFUSED, SIGNED_IN, WRONG } from './pages.ts';
import { signInRefused } from './signInRefused.ts';

/** How often another port is tried when half of it is taken. */
const ATTEMPTS = 5;

/**
 * Waits on this machine for the dashboard to send the browser back (RFC 8252, 7.3). Wrong callbacks are answered and
 * forgotten: the sign-in goes on.
 */
export class CallbackServer {
  /** What only the dashboard learns, 256 bits. */
  readonly state = randomBytes(32).toString('base64url');
  readonly #acceptUnbound: boolean;
  readonly #servers: Server[] = [];
  readonly #waiting: { resolve: (callback: Callback) => void; reject: (error: Error) => void }[] = [];
  readonly #arrived: (Callback | Error)[] = [];
  #port = 0;
  #sawUnbound = false;

  /** @param options - `acceptUnbound`: whether somebody is here to confirm what comes without the state. */
  constructor({ acceptUnbound }: { acceptUnbound: boolean }) {
    this.#acceptUnbound = acceptUnbound;
  }

  /** Whether something came that could have been right, but for the state. */
  get sawUnbound(): boolean {
    return this.#sawUnbound;
  }

  /** The port; it is the same on every loopback address. */
  get port(): number {
    return this.#port;
  }

  /** Begins to listen, on this machine only. */
  async listen(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const first = await this.#bind('127.0.0.1', 0);
      this.#port = (first.address() as AddressInfo).port;
      try {
        // A browser may take `localhost` for the IPv6 address: nobody else is to answer there.
        await this.#bind('::1', this.#port);
        return;
      } catch (error) {
        const taken = error instanceof Error && Reflect.get(error, 'code') === 'EADDRINUSE';
        if (!taken || attempt === ATTEMPTS) return;
        await this.close();
      }
    }
  }

  /** Resolves with the next callback that may be right; rejects when the sign-in was refused. */
  async next(): Promise<Callback> {
    const arrived = this.#arrived.shift();
    if (arrived instanceof Error) throw arrived;
    return arrived ?? new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Stops listening and drops every connection. */
  async close(): Promise<void> {
    await Promise.all(
      this.#servers.splice(0).map(async (server) => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }),
    );
  }

  async #bind(host: string, port: number): Promise<Server> {
    const server = createServer((request, response) => this.#answer(request, response));
    server.requestTimeout = 5_000;
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    this.#servers.push(server);
    return server;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const checked = this.#check(request);
    const [status, page] =
      checked.kind === 'wrong'
        ? [400, WRONG]
        : checked.kind === 'refused'
          ? [200, REFUSED]
          : [200, checked.callback.bound ? SIGNED_IN : ASK_THERE];
    response.writeHead(status, HEADERS);
    // The waiting side may close the server at once: first the page goes out.
    response.end(page, () => {
      if (checked.kind === 'refused') this.#deliver(signInRefused(checked.reason));
      if (checked.kind === 'signed-in') this.#deliver(checked.callback);
    });
  }

  #check(request: IncomingMessage): Checked {
    const checked = checkCallback(request, this.#port, this.state);
    if (checked.kind !== 'signed-in' || checked.callback.bound) return checked;
    this.#sawUnbound = true;
    // One at a time: a page that sends thousands is not to ask thousands of questions.
    const another = this.#arrived.some((arrived) => !(arrived instanceof Error) && !arrived.bound);
    return this.#acceptUnbound && !another ? checked : { kind: 'wrong' };
  }

  #deliver(outcome: Callback | Error): void {
    const waiting = this.#waiting.shift();
    if (!waiting) this.#arrived.push(outcome);
    else if (outcome instanceof Error) waiting.reject(outcome);
    else waiting.resolve(outcome);
  }
}
