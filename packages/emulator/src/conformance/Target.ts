import type { Endpoint } from '@mitosislabs/api/contract';
import { sleep } from '@mitosislabs/auth/async';
import { signRequest } from '@mitosislabs/auth/signing';
import { Redaction } from '../redaction/Redaction.ts';
import type { RecordedExchange } from './Report.ts';

/** An agent that requests are signed as. */
export interface SigningAgent {
  readonly name: string;
  readonly key: Uint8Array;
  /** The seconds to add to the time of the signature. */
  readonly skew?: number;
}

/** The caller of a request: the user of the key, an agent, the bearer of a token, or none. */
export type CallerOf = 'user' | 'anonymous' | SigningAgent | { readonly bearer: string };

/** The input of one request. */
export interface CallInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  /** The JSON body; a `Uint8Array` is a file to upload, under `fileName`; a text is sent as it is. */
  readonly body?: unknown;
  readonly fileName?: string;
  readonly as?: CallerOf;
  readonly headers?: Readonly<Record<string, string>>;
  /** The case, in words: what differs between this request and others to the operation. */
  readonly label?: string;
  /** How the answer is compared with the emulator's. Default: `values`. */
  readonly compare?: 'values' | 'shape' | 'status' | 'nothing';
  /** Fields that differ between platforms by nature. */
  readonly ignore?: readonly string[];
}

/** One answer, with its request. */
export interface Reply {
  readonly endpoint: Endpoint;
  /** The operation, the case, and a number if it is repeated. */
  readonly label: string;
  readonly input: CallInput;
  /** The status; 0 if no answer came. */
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, if it is JSON. */
  readonly json: unknown;
  /** The request and the answer without secrets. */
  readonly exchange: RecordedExchange;
}

/** Where requests go, and who sends them. */
export interface TargetOptions {
  readonly endpoint: string;
  readonly dashboardEndpoint: string;
  readonly apiKey: string;
  readonly jwtSecret?: string | undefined;
  /** Whether it is the emulator that answers are compared with. */
  readonly isModel: boolean;
  readonly signal: AbortSignal;
}

/** The longest body that is kept of an answer, in a report. */
const MOST_KEPT = 4_000;
const TIMEOUT_MS = 60_000;
/** The longest pause that a busy platform may ask for. */
const LONGEST_PAUSE_S = 60;

/** Sends requests to one platform, and keeps the answers. */
export class Target {
  readonly options: TargetOptions;
  readonly replies: Reply[] = [];
  /** Ends the run. */
  signal: AbortSignal;
  readonly #secrets: string[];
  readonly #counts = new Map<string, number>();
  /** The difference between the clock of the platform and this one, in ms. */
  #clockOffset = 0;
  #isClockKnown = false;

  constructor(options: TargetOptions) {
    this.options = options;
    this.signal = options.signal;
    this.#secrets = [options.apiKey, options.jwtSecret ?? ''];
  }

  /** Keeps a secret out of reports. */
  hide(secret: string): void {
    this.#secrets.push(secret);
  }

  /** The time of the platform, in seconds since 1970. */
  get seconds(): number {
    return Math.floor((Date.now() + this.#clockOffset) / 1000);
  }

  /** The time of an answer by the clock of the platform, in ms since 1970. This program may read it late. */
  timeOf({ headers }: Reply): number {
    return Date.parse(headers.get('date') ?? '') || this.seconds * 1000;
  }

  /** Sends one request, and keeps the answer unless `compare` is `nothing`. */
  async call(endpoint: Endpoint, input: CallInput = {}): Promise<Reply> {
    let reply = await this.#send(endpoint, input);
    for (let attempt = 0; attempt < 5 && isBusy(reply, endpoint); attempt++) {
      await sleep(Number(reply.headers.get('retry-after') ?? 1) * 1000, this.signal);
      reply = await this.#send(endpoint, input);
    }
    return input.compare === 'nothing' ? reply : this.keep(reply);
  }

  /** Keeps an answer, to compare it with the emulator's. */
  keep(reply: Reply): Reply {
    const count = (this.#counts.get(reply.label) ?? 0) + 1;
    this.#counts.set(reply.label, count);
    const kept = count === 1 ? reply : { ...reply, label: `${reply.label} (${count})` };
    this.replies.push(kept);
    return kept;
  }

  /** Calls an operation until the answer is right. Returns the last answer. */
  async until(
    endpoint: Endpoint,
    input: CallInput,
    isRight: (reply: Reply) => boolean,
    ms: number,
  ): Promise<Reply> {
    const end = Date.now() + ms;
    for (let pause = 50; ; pause = Math.min(pause * 2, 2_000)) {
      const reply = await this.call(endpoint, { ...input, compare: 'nothing' });
      if (isRight(reply) || Date.now() > end) return reply;
      await sleep(pause, this.signal);
    }
  }

  /** The URL and the headers of a request. */
  address(endpoint: Endpoint, { params = {}, query = {}, as = 'user' }: CallInput) {
    const [method = '', route = ''] = endpoint.route.split(' ');
    const { dashboardEndpoint, endpoint: manager } = this.options;
    const usesDashboard = endpoint.dashboardPath !== undefined && as === 'user';
    const path = (usesDashboard ? (endpoint.dashboardPath ?? '') : route).replace(/\{(\w+)\}/g, (_, name) =>
      encodeURIComponent(params[name] ?? 'none'),
    );
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    const target = `${path}${search}` === path ? path : `${path}?${search}`;
    const base = new URL(usesDashboard ? dashboardEndpoint : manager);
    const url = `${base.origin}${base.pathname.replace(/\/$/, '')}${target}`;
    return { method, url, headers: this.#credentials(as, method, new URL(url)) };
  }

  #credentials(as: CallerOf, method: string, { pathname, search }: URL): Record<string, string> {
    if (as === 'anonymous') return {};
    if (as === 'user') return { Authorization: `Bearer ${this.options.apiKey}` };
    if ('bearer' in as) return { Authorization: `Bearer ${as.bearer}` };
    const agent = { agentId: as.name, signingKey: as.key };
    return { ...signRequest(agent, method, pathname + search, this.seconds + (as.skew ?? 0)) };
  }

  async #send(endpoint: Endpoint, input: CallInput): Promise<Reply> {
    this.signal.throwIfAborted();
    const { method, url, headers } = this.address(endpoint, input);
    const sent: Record<string, string> = { ...headers, ...input.headers };
    const init: RequestInit = { method, redirect: 'manual' };
    let shown: string | undefined;
    if (input.body instanceof Uint8Array) {
      const form = new FormData();
      form.append(endpoint.multipart ?? 'file', new Blob([input.body as BlobPart]), input.fileName ?? 'file');
      init.body = form;
      shown = `(a file of ${input.body.length} bytes, ${input.fileName})`;
    } else if (input.body !== undefined) {
      init.body = typeof input.body === 'string' ? input.body : JSON.stringify(input.body);
      sent['Content-Type'] ??= 'application/json';
      shown = init.body as string;
    }
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    // A request that changes something ends, so that what it made can be removed.
    const { signal } = this;
    if (method === 'GET') signal.addEventListener('abort', stop);
    const timer = setTimeout(stop, TIMEOUT_MS);
    const answer = { status: 0, headers: new Headers(), text: '' };
    try {
      const response = await fetch(url, { ...init, headers: sent, signal: controller.signal });
      answer.status = response.status;
      answer.headers = response.headers;
      this.#readClock(response.headers.get('date'));
      answer.text =
        endpoint.responseType === 'stream' && response.ok ? await firstText(response) : await response.text();
    } catch (error) {
      if (method === 'GET') signal.throwIfAborted();
      answer.text = `No answer: ${error instanceof Error ? describeFailure(error) : String(error)}`;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      controller.abort();
    }
    return {
      endpoint,
      input,
      label: input.label === undefined ? endpoint.name : `${endpoint.name} ${input.label}`,
      ...answer,
      json: parsed(answer.text),
      exchange: this.#record(endpoint, { method, url, headers: sent, body: shown }, answer),
    };
  }

  #readClock(date: string | null): void {
    const time = Date.parse(date ?? '');
    if (Number.isNaN(time) || this.#isClockKnown) return;
    this.#isClockKnown = true;
    // `Date` has whole seconds: a smaller difference is none.
    if (Math.abs(time + 500 - Date.now()) > 1_500) this.#clockOffset = time + 500 - Date.now();
  }

  #record(
    { name }: Endpoint,
    request: { method: string; url: string; headers: Record<string, string>; body: string | undefined },
    answer: { status: number; headers: Headers; text: string },
  ): RecordedExchange {
    const redaction = new Redaction(this.#secrets);
    const cut = (text: string): string => (text.length > MOST_KEPT ? `${text.slice(0, MOST_KEPT)}…` : text);
    return {
      operation: name,
      request: {
        method: request.method,
        url: redaction.target(request.url),
        headers: redaction.headers(request.headers),
        ...(request.body !== undefined && { body: cut(redaction.body(request.body, name)) }),
      },
      response: {
        status: answer.status,
        headers: redaction.headers(Object.fromEntries(answer.headers)),
        ...(answer.text !== '' && { body: cut(redaction.body(answer.text, name)) }),
      },
    };
  }
}

/** Whether an answer asks to come back soon. Hires are limited for minutes; that is for the caller to see. */
function isBusy({ status, headers }: Reply, { errors = [] }: Endpoint): boolean {
  if (status !== 503 && (status !== 429 || errors.includes(429))) return false;
  const seconds = Number(headers.get('retry-after') ?? 1);
  return seconds >= 0 && seconds <= LONGEST_PAUSE_S;
}

/** The beginning of a stream: its first piece. */
async function firstText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const piece = await reader?.read();
  await reader?.cancel().catch(() => undefined);
  return new TextDecoder().decode(piece?.value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeFailure({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
