import { createHash, timingSafeEqual } from 'node:crypto';
import { HTTPError } from './HTTPError.ts';

/** The share of the places that one agent may take. */
const SHARE = 1 / 4;

/** Settings of a {@link Gate}. */
interface GateSettings {
  readonly key: string;
  readonly allowedOrigins: readonly string[];
  readonly maxConcurrent: number;
}

/** The place of one request among those that work at once. */
export interface Admission {
  /** Fires when the client has gone, or the server stops. */
  readonly signal: AbortSignal;
  /**
   * Makes it the place of a question or a task of this agent.
   *
   * @throws {@link HTTPError} 429 when the agent has its share of the places: one that does not answer leaves some for others.
   */
  claim(agent: string): void;
  /** Frees the place. Call it when the response is complete. */
  release(): void;
}

/** Decides which requests are served, and how many at once. */
export class Gate {
  readonly #settings: GateSettings;
  readonly #keyHash: Buffer;
  readonly #stop = new AbortController();
  #hosts: readonly string[] = [];
  #running = 0;
  /** The places that each agent has. */
  readonly #byAgent = new Map<string, number>();
  #isClosing = false;
  #onIdle: () => void = () => undefined;

  constructor(settings: GateSettings) {
    this.#settings = settings;
    this.#keyHash = hashOf(settings.key);
  }

  /** Sets the port, from which the names of this server follow. */
  listenOn(port: number): void {
    const names = ['127.0.0.1', 'localhost'];
    // Clients leave out the port of the scheme.
    this.#hosts = [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])];
  }

  /**
   * Checks the head of a request.
   *
   * @returns the headers that let a page of an allowed origin read the response.
   * @throws {@link HTTPError} 403 for a foreign host or page, 401 without the key, 503 while the server stops.
   */
  check(request: Request): Record<string, string> {
    const { headers, method } = request;
    // A foreign name that leads here: DNS rebinding.
    const hosts = [headers.get('host') ?? '', hostIn(request.url)];
    if (!hosts.every((host) => this.#hosts.includes(host))) {
      throw new HTTPError(403, 'This server accepts requests to 127.0.0.1 and localhost only.', {
        code: 'foreign_host',
      });
    }
    if (this.#isClosing)
      throw new HTTPError(503, 'The server is stopping.', { code: 'stopping', retry: true });
    const cors = this.#checkOrigin(headers.get('origin'));
    // The browser asks before it sends the key.
    if (method === 'OPTIONS') return cors;
    const [, given = ''] = /^Bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '') ?? [];
    if (!timingSafeEqual(hashOf(given), this.#keyHash)) {
      throw new HTTPError(
        401,
        'The key of this server is missing or wrong. `mi serve` prints it when it starts.',
        {
          code: 'invalid_api_key',
          headers: { 'WWW-Authenticate': 'Bearer', ...cors },
        },
      );
    }
    return cors;
  }

  /**
   * Gives a request a place among those that wait for agents.
   *
   * @throws {@link HTTPError} 429 when all places are taken.
   */
  admit(request: Request): Admission {
    if (this.#running >= this.#settings.maxConcurrent) {
      throw tooMany(`The server waits for ${this.#running} answers already.`);
    }
    this.#running++;
    let isReleased = false;
    let claimed: string | undefined;
    return {
      signal: AbortSignal.any([request.signal, this.#stop.signal]),
      claim: (agent) => {
        const count = this.#byAgent.get(agent) ?? 0;
        if (count >= this.#share)
          throw tooMany(`The server waits for ${count} answers of this agent already.`);
        this.#byAgent.set(agent, count + 1);
        claimed = agent;
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        if (claimed !== undefined) this.#unclaim(claimed);
        this.#running--;
        if (this.#running === 0) this.#onIdle();
      },
    };
  }

  /** Refuses new requests, and resolves when those that run have ended; after `graceMs` they are aborted. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    if (this.#running > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        this.#onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#stop.abort();
  }

  /** The most places of one agent. */
  get #share(): number {
    return Math.max(1, Math.ceil(this.#settings.maxConcurrent * SHARE));
  }

  #unclaim(agent: string): void {
    const left = (this.#byAgent.get(agent) ?? 0) - 1;
    if (left > 0) this.#byAgent.set(agent, left);
    else this.#byAgent.delete(agent);
  }

  #checkOrigin(origin: string | null): Record<string, string> {
    if (origin === null) return {};
    if (!this.#settings.allowedOrigins.includes(origin)) {
      throw new HTTPError(403, 'Web pages of this origin may not call this server.', {
        code: 'foreign_origin',
      });
    }
    return {
      Vary: 'Origin',
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, A2A-Version, A2A-Extensions',
    };
  }
}

function tooMany(message: string): HTTPError {
  return new HTTPError(429, message, {
    code: 'too_many_requests',
    type: 'rate_limit_error',
    retry: true,
    headers: { 'Retry-After': '1' },
  });
}

/** The host of a URL. It is not that of the header when the request line has a whole URL. */
function hostIn(url: string): string {
  return new URL(url).host;
}

/** Hashes of equal length, which can be compared in constant time. */
function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
