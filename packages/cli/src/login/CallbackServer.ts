import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../errors/CliError.ts';
import type { Arrivals } from './Arrivals.ts';
import { type Checked, checkCallback, isNavigation } from './checkCallback.ts';
import { ASK_THERE, FAILED, HEADERS, REFUSED, SIGNED_IN, WRONG } from './pages.ts';
import { signInRefused } from './signInRefused.ts';

/** How often another port is tried when half of it is taken. */
const ATTEMPTS = 5;
/** Where the browser goes from the callback: the key is to stand neither in its address bar nor in its history. */
const DONE = '/done';
/** How long a browser has to fetch the last page. */
const GRACE_MS = 1_000;
const OPTIONS = { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };

/**
 * Waits on this machine for the dashboard to send the browser back (RFC 8252, 7.3). Wrong callbacks are answered and
 * forgotten: the sign-in goes on.
 */
export class CallbackServer {
  /** What only the dashboard learns, 256 bits. */
  readonly state = randomBytes(32).toString('base64url');
  readonly #arrivals: Arrivals;
  readonly #acceptUnbound: boolean;
  readonly #servers: Server[] = [];
  readonly #sending = new Set<Promise<unknown>>();
  #port = 0;
  #sawUnbound = false;
  /** The state has been used: nothing that comes now is looked at. */
  #spent = false;
  /** A browser is on its way to the page that says that the terminal asks. */
  #asksThere = false;
  /** A browser is on its way to the last page. */
  #redirected = false;
  #settle: (page: string) => void = () => {};
  readonly #lastPage = new Promise<string>((resolve) => {
    this.#settle = resolve;
  });
  #fetched: () => void = () => {};
  readonly #lastFetched = new Promise<void>((resolve) => {
    this.#fetched = resolve;
  });

  /**
   * @param arrivals - Where what may be right goes to.
   * @param options - `acceptUnbound`: whether somebody is here to confirm what comes without the state.
   */
  constructor(arrivals: Arrivals, { acceptUnbound }: { acceptUnbound: boolean }) {
    this.#arrivals = arrivals;
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

  /**
   * Begins to listen, on this machine only.
   *
   * @throws {@link CliError} when others sit on the IPv6 half of every port that was tried.
   */
  async listen(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const first = await this.#bind('127.0.0.1', 0);
      this.#port = (first.address() as AddressInfo).port;
      try {
        // A browser may take `localhost` for the IPv6 address: nobody else is to answer there.
        await this.#bind('::1', this.#port);
        return;
      } catch (error) {
        // There may be no IPv6 here.
        if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EADDRINUSE') return;
        await this.#stop();
        if (attempt === ATTEMPTS) {
          throw new CliError('another program on this machine listens where the sign-in would come back to', {
            code: 'login_port_taken',
            hint: 'Copy a key from the dashboard (user menu → Copy API Key): mi login --token -',
          });
        }
      }
    }
  }

  /**
   * Looks at what would have come to the callback, had the browser reached it. The state is good once, wherever it came.
   *
   * @param target - The path and the query.
   */
  check(target: string): Checked {
    const checked = checkCallback(target, this.#spent ? undefined : this.state);
    if (checked.kind === 'wrong') return checked;
    if (checked.kind === 'refused' || checked.callback.by === 'state') this.#spent = true;
    else this.#sawUnbound = true;
    return checked;
  }

  /** Says how it ended: that is what the browser shows. */
  settle(outcome: 'signed-in' | 'failed'): void {
    this.#settle(outcome === 'signed-in' ? SIGNED_IN : FAILED);
  }

  /**
   * Stops listening and drops every connection.
   *
   * @param options - `atOnce`: without waiting for a browser to fetch the last page.
   */
  async close({ atOnce }: { atOnce: boolean }): Promise<void> {
    this.settle('failed');
    if (!atOnce && this.#redirected) {
      const cancel = new AbortController();
      const patience = delay(GRACE_MS, undefined, { signal: cancel.signal }).catch(() => undefined);
      await Promise.race([this.#lastFetched.then(() => Promise.all(this.#sending)), patience]);
      cancel.abort();
    }
    await this.#stop();
  }

  async #stop(): Promise<void> {
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
    const server = createServer(OPTIONS, (request, response) => {
      const sent = this.#answer(request, response);
      this.#sending.add(sent);
      void sent.finally(() => this.#sending.delete(sent));
    });
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    this.#servers.push(server);
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    if (!isNavigation(request, this.#port)) return send(response, 400, WRONG);
    const target = request.url ?? '';
    if (target === DONE && this.#redirected) {
      const page = await this.#lastPage;
      this.#fetched();
      return send(response, 200, page);
    }
    if (target === DONE && this.#asksThere) return send(response, 200, ASK_THERE);
    const checked = this.#check(target);
    if (checked.kind === 'wrong') return send(response, 400, WRONG);
    if (checked.kind === 'refused') this.#settle(REFUSED);
    this.#asksThere ||= !this.#spent;
    this.#redirected = this.#spent;
    await send(response, 303, '', { Location: DONE });
    this.#arrivals.push(checked.kind === 'refused' ? signInRefused(checked.reason) : checked.callback);
  }

  #check(target: string): Checked {
    const checked = this.check(target);
    if (checked.kind !== 'signed-in' || checked.callback.by === 'state') return checked;
    // One at a time: a page that sends thousands is not to ask thousands of questions.
    return this.#acceptUnbound && this.#arrivals.length === 0 ? checked : { kind: 'wrong' };
  }
}

/** Resolves when the answer is out, or nobody wants it any more. */
async function send(
  response: ServerResponse,
  status: number,
  page: string,
  headers: Record<string, string> = {},
): Promise<void> {
  if (response.destroyed) return;
  const closed = once(response, 'close');
  response.writeHead(status, { ...HEADERS, ...headers });
  response.end(page);
  await closed;
}
