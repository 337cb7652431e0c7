import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { redact } from '@mitosislabs/transport/errors';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { ASK_THERE, FAILED, HEADERS, REFUSED, SIGNED_IN, WRONG } from './pages.ts';

/** How many ports to try if the IPv6 half of one is taken. */
const ATTEMPTS = 5;
/** The page after the callback: it keeps the key out of the address bar and the history. */
const DONE = '/done';
/** How long to wait for the browser to fetch the last page, in ms. */
const GRACE_MS = 1_000;
const OPTIONS = { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };
/** The only path of a callback. Other spellings of it (`//callback`, `%63allback`, a whole URL) are other paths. */
const PATH = '/callback?';
/** The longest key or e-mail address to accept. In UTF-16 units. */
const LONGEST = 512;
/** Fields that may not be repeated. */
const FIELDS = ['state', 'error', 'key', 'email'];

/** A sign-in that came back from the dashboard through the browser, or was pasted. */
export interface SignInResult {
  /** The key that the dashboard issued. */
  apiKey: string;
  /** The e-mail address of its owner, as the dashboard says. */
  email: string | undefined;
  /** The proof that it belongs to this sign-in: the state, the person who pasted it, or nothing yet. */
  by: 'state' | 'paste' | 'nothing';
}

/**
 * The results of a sign-in, from the browser or pasted, as a queue. A decisive one, which is an error or a result bound by the
 * state, comes before those that need a confirmation.
 */
export class SignInResults {
  readonly #waiting: SignInResult[] = [];
  readonly #decision = new AbortController();
  #decisive: SignInResult | Error | undefined;
  #wake: (() => void) | undefined;

  /** The number of results that wait for a confirmation. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Aborts when the sign-in is decided: no other result is needed then. */
  get decided(): AbortSignal {
    return this.#decision.signal;
  }

  /** Adds a result; an error ends the sign-in. The first decisive one counts. */
  push(result: SignInResult | Error): void {
    if (!(result instanceof Error) && result.by !== 'state') this.#waiting.push(result);
    else if (!this.decided.aborted) {
      this.#decisive = result;
      this.#decision.abort();
    }
    this.#wake?.();
  }

  /** Resolves with the next result, for one caller at a time. Throws if it is an error. */
  async next(): Promise<SignInResult> {
    for (;;) {
      const result = this.#decisive ?? this.#waiting.shift();
      if (result instanceof Error) throw result;
      if (result) return result;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

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

/**
 * Checks that a request may be a redirect from the dashboard. Requires exactly our address in Host, because another name
 * means DNS rebinding; and no Origin, which scripts and forms of other sites send.
 */
function isNavigation({ method, rawHeaders, headers }: IncomingMessage, port: number): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  const ours = headers.host === `localhost:${port}` || headers.host === `127.0.0.1:${port}`;
  return method === 'GET' && hosts.length === 1 && ours && headers.origin === undefined;
}

/**
 * Reads a callback. The state is checked first: without it any page could end or take over a sign-in. Old dashboards
 * leave the state out; their results need a confirmation.
 *
 * @param target - The path and the query of the request.
 * @param state - The secret of this sign-in; `undefined` if it has been used.
 * @returns the result; an error if the dashboard refused the sign-in; `undefined` if it is no callback of this sign-in.
 */
function checkCallback(target: string, state: string | undefined): SignInResult | CliError | undefined {
  if (!target.startsWith(PATH)) return undefined;
  const query = new URLSearchParams(target.slice(PATH.length));
  const [given, ...others] = query.getAll('state');
  const bound = state !== undefined && given !== undefined && others.length === 0 && sameText(given, state);
  if (given !== undefined && !bound) return undefined;
  if (FIELDS.some((name) => query.getAll(name).length > 1)) return undefined;
  const error = query.get('error');
  if (error !== null) return bound ? signInRefused(error.slice(0, LONGEST)) : undefined;
  const apiKey = query.get('key') ?? '';
  const email = query.get('email') || undefined;
  if (!isKey(apiKey) || (email?.length ?? 0) > LONGEST) return undefined;
  return { apiKey, email, by: bound ? 'state' : 'nothing' };
}

/** Checks the form of an API key. */
export function isKey(text: string): boolean {
  return /^mi_[!-~]+$/.test(text) && text.length <= LONGEST;
}

function signInRefused(reason: string): CliError {
  return new CliError(`the sign-in was refused: ${redact(reason)}`, {
    code: 'login_refused',
    exitCode: ExitCode.notSignedIn,
    hint: 'Run `mi login` again.',
  });
}

/** Compares two texts in constant time. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
