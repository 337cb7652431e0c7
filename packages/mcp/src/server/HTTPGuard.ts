import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Admits requests of programs on this machine that know the token. Pages of other origins are refused, whatever they know. */
export class HTTPGuard {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #path: string;
  readonly #token: Buffer;

  constructor(port: number, path: string, token: string) {
    const names = ['127.0.0.1', 'localhost'];
    // Clients leave out the port of the scheme.
    this.#hosts = new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]);
    this.#origins = new Set([...this.#hosts].map((host) => `http://${host}`));
    this.#path = path;
    this.#token = digest(token);
  }

  /** Whether a request may go on. Otherwise it is answered. */
  admits({ headers, url = '', rawHeaders }: IncomingMessage, response: ServerResponse): boolean {
    // A page whose name was pointed at 127.0.0.1 sends its own name.
    if (!this.#hosts.has(headers.host ?? '') || count(rawHeaders, 'host') !== 1) {
      return refuse(response, 403, 'The Host header names another host.');
    }
    // Browsers send the origin of the page, programs send none or their own address.
    const { origin } = headers;
    if (origin !== undefined && !this.#origins.has(origin)) {
      return refuse(response, 403, 'Requests of web pages are refused.');
    }
    if (!timingSafeEqual(digest(bearer(headers.authorization)), this.#token)) {
      response.setHeader('www-authenticate', 'Bearer');
      return refuse(response, 401, 'Send the token as `Authorization: Bearer <token>`.');
    }
    if (url.split('?', 1)[0] !== this.#path) return refuse(response, 404, `The server is at ${this.#path}.`);
    return true;
  }
}

function refuse(response: ServerResponse, status: number, message: string): false {
  // The body is not read, so the connection cannot go on.
  response.writeHead(status, {
    'content-type': 'application/json',
    connection: 'close',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } }));
  return false;
}

function bearer(authorization: string | undefined): string {
  return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Of equal length for every token, so that the comparison takes the same time. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function count(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((one, index) => index % 2 === 0 && one.toLowerCase() === name).length;
}
