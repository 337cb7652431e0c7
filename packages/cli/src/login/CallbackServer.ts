import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../errors/CliError.ts';
import { checkCallback, isNavigation } from './checkCallback.ts';
import { ASK_THERE, FAILED, HEADERS, REFUSED, SIGNED_IN, WRONG } from './pages.ts';
import type { SignInResult, SignInResults } from './SignInResults.ts';

/** How many ports to try if the IPv6 half of one is taken. */
const ATTEMPTS = 5;
/** The page after the callback: it keeps the key out of the address bar and the history. */
const DONE = '/done';
/** How long to wait for the browser to fetch the last page, in ms. */
const GRACE_MS = 1_000;
const OPTIONS = { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };

/**
 * Listens on a loopback port for the redirect from the dashboard (RFC 8252, 7.3). Wrong callbacks get an error page, and the
 * sign-in goes on.
 */
export class CallbackServer {
  /** The secret that only the dashboard learns, 256 bits. */
  readonly state = randomBytes(32).toString('base64url');
  readonly #results: SignInResults;
  readonly #acceptUnbound: boolean;
  readonly #servers: Server[] = [];
  readonly #sending = new Set<Promise<unknown>>();
  #port = 0;
  #sawUnbound = false;
  /** The state has been used: later callbacks are refused. */
  #spent = false;
  /** A browser was redirected to the page that points to the terminal. */
  #asksThere = false;
  /** A browser was redirected to the last page. */
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
   * @param results - Receives the results.
   * @param options - `acceptUnbound`: accepts results without the state, for the person at the terminal to confirm.
   */
  constructor(results: SignInResults, { acceptUnbound }: { acceptUnbound: boolean }) {
    this.#results = results;
    this.#acceptUnbound = acceptUnbound;
  }

  /** Whether a callback came that lacked only the state. */
  get sawUnbound(): boolean {
    return this.#sawUnbound;
  }

  /** The port, the same for IPv4 and IPv6. */
  get port(): number {
    return this.#port;
  }

  /**
   * Starts to listen, on this machine only.
   *
   * @throws {@link CliError} if another program has the IPv6 half of every port that was tried.
   */
  async listen(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const first = await this.#bind('127.0.0.1', 0);
      this.#port = (first.address() as AddressInfo).port;
      try {
        // A browser may resolve `localhost` to the IPv6 address: no other program may answer there.
        await this.#bind('::1', this.#port);
        return;
      } catch (error) {
        // This machine may have no IPv6.
        if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EADDRINUSE') return;
        await this.#stop();
        if (attempt === ATTEMPTS) {
          throw new CliError('another program on this machine uses the port of the sign-in', {
            code: 'login_port_taken',
            hint: 'Copy a key from the dashboard (user menu → Copy API Key): mi login --token -',
          });
        }
      }
    }
  }

  /**
   * Checks a callback that came in, or was pasted. The state is valid once.
   *
   * @param target - The path and the query.
   */
  check(target: string): SignInResult | CliError | undefined {
    const result = checkCallback(target, this.#spent ? undefined : this.state);
    if (result instanceof Error || result?.by === 'state') this.#spent = true;
    else if (result) this.#sawUnbound = true;
    return result;
  }

  /** Sets the outcome that the browser shows. */
  settle(outcome: 'signed-in' | 'failed'): void {
    this.#settle(outcome === 'signed-in' ? SIGNED_IN : FAILED);
  }

  /**
   * Stops listening and closes every connection.
   *
   * @param options - `atOnce`: does not wait for a browser to fetch the last page.
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
    const result = this.#check(target);
    if (!result) return send(response, 400, WRONG);
    if (result instanceof Error) this.#settle(REFUSED);
    this.#asksThere ||= !this.#spent;
    this.#redirected = this.#spent;
    await send(response, 303, '', { Location: DONE });
    this.#results.push(result);
  }

  #check(target: string): SignInResult | CliError | undefined {
    const result = this.check(target);
    if (!result || result instanceof Error || result.by === 'state') return result;
    // One at a time: a page that sends thousands must not cause thousands of questions.
    return this.#acceptUnbound && this.#results.length === 0 ? result : undefined;
  }
}

/** Sends a page. Resolves when it was sent, or the connection is closed. */
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
