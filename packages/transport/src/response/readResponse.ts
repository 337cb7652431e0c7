import { withCaller } from '@mitosislabs/auth/errors';
import type { Call } from '../call/Call.ts';
import { serverTime } from '../call/ServerClock.ts';
import { callError, messageOf } from '../errors/callErrors.ts';
import { readFailure } from '../errors/failureToError.ts';
import type { OS1Error } from '../errors/OS1Error.ts';
import { UnexpectedResponseError } from '../errors/subclasses.ts';
import type { RateLimit } from '../options/ResponseInfo.ts';
import type { ArrivedBody, WireResponse } from '../wire/Wire.ts';
import { toResponse } from './toResponse.ts';
import { UnreadLimit } from './UnreadLimit.ts';

/** A larger reset is a point in time (seconds since 1970), not a number of seconds from now. */
const LONGEST_RESET_S = 365 * 24 * 60 * 60;
/** The highest accepted compression of large bodies. Text compresses to a tenth, a bomb to a thousandth. */
const HIGHEST_RATIO = 50;
/** Smaller bodies may have any compression. In bytes. */
const HARMLESS_BYTES = 16 * 1024 * 1024;
/** Smaller chunks are merged: each costs memory, and may hold a far larger buffer. In bytes. */
const PIECE = 64 * 1024;

const MIB = 1024 * 1024;
/** JSON takes about six times its size in memory, and nothing else runs while it is parsed. In bytes. */
const MOST_JSON = 10 * MIB;
/** Text is only decoded. In bytes. */
const MOST_TEXT = 32 * MIB;

const decoder = new TextDecoder();
const DONE = { done: true, value: undefined } as const;

/** Closes dropped bodies, whose connections would stay open. */
const dropped =
  typeof FinalizationRegistry === 'function'
    ? new FinalizationRegistry<() => Promise<unknown>>((end) => void end())
    : undefined;

/**
 * Reads the body of a 2xx response as the caller asked for, within the time limit.
 *
 * @param maxResponseBytes - The largest body that is read as a whole. Default: 10 MiB of JSON, 32 MiB of anything else.
 * @returns the result at once if the body has come completely, else a promise of it.
 */
export function readResponse(
  response: WireResponse,
  call: Call,
  maxResponseBytes: number | undefined,
): unknown {
  const { as } = call;
  if (as === 'response' || as === 'stream') {
    call.deadline.pause();
    const body = withIdleLimit(response.body, call);
    return as === 'stream' ? { ...response, body } : toResponse({ ...response, body }, call);
  }
  // HEAD responses have no body.
  if (call.method === 'HEAD') return closeBody(response);
  const maxBytes = maxResponseBytes ?? (as === 'json' ? MOST_JSON : MOST_TEXT);
  const chunks = (response.body as Partial<ArrivedBody>).arrived?.();
  const bytes = chunks && joined(chunks);
  return bytes && bytes.length <= maxBytes
    ? parseBody(bytes, response, call)
    : readWhole(response, call, maxBytes);
}

/** Turns the bytes of a body into the result of a call. */
function parseBody(bytes: Uint8Array, response: WireResponse, call: Call): unknown {
  const { as, parse } = call;
  const text = decoder.decode(bytes);
  if (as === 'text') return text;
  if (as === 'none') {
    if (isWebPage(response, text)) throw unexpected(response, call, 'a web page');
    return undefined;
  }
  let json: unknown;
  try {
    json = text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    // The parser's own error is not kept: it quotes the body.
    throw unexpected(response, call, 'something that is not JSON');
  }
  try {
    return parse ? parse(json) : json;
  } catch (cause) {
    throw unexpected(response, call, messageOf(cause), cause);
  }
}

async function readWhole(response: WireResponse, call: Call, maxBytes: number): Promise<unknown> {
  const { bytes, isWhole } = await call.attempt.deadline.race(readBytes(response, maxBytes));
  if (!isWhole) throw tooLarge(response, call, maxBytes);
  return parseBody(bytes, response, call);
}

/**
 * Whether a body is a page for people: from a proxy, or from an endpoint that is not the API. Its type alone says little:
 * some servers call a bare `ok` HTML.
 */
function isWebPage({ headers }: WireResponse, text: string): boolean {
  const body = text.trimStart();
  return (
    /^<(?:!doctype|html)\b/i.test(body) ||
    (body.startsWith('<') && /^text\/html\b/i.test(headers['content-type'] ?? ''))
  );
}

function unexpected(
  { status, headers }: WireResponse,
  call: Call,
  problem: string,
  cause?: unknown,
  code = 'unexpected_response',
  hint = 'Check that the endpoint is the API and not a web page or a proxy.',
): OS1Error {
  const type = headers['content-type'] ?? 'no content type';
  const where = `${call.method} ${call.url.pathname}`;
  const message = `The server answered ${where} with ${status} and ${problem} (${type}).`;
  return callError(UnexpectedResponseError, call, {
    status,
    code,
    message,
    headers,
    outcome: 'unknown',
    hint,
    cause,
  });
}

function tooLarge(response: WireResponse, call: Call, maxBytes: number): OS1Error {
  const problem = `more than ${maxBytes} bytes, or with a body that decompresses to that much`;
  const hint = `If the response may be that large, set \`maxResponseBytes\` of the client to more than ${maxBytes} bytes.`;
  return unexpected(response, call, problem, undefined, 'response_too_large', hint);
}

/**
 * Reads a body up to a limit, counted when it is decompressed: a few kilobytes can hold gigabytes.
 *
 * @returns the bytes, and whether they are complete. Beyond the limit only the beginning is read and returned.
 */
export async function readBytes(
  { headers, body, received }: WireResponse,
  limit: number,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const isEncoded = headers['content-encoding'] !== undefined;
  const announced = Number(headers['content-length']);
  if (!isEncoded && announced > limit) {
    await body[Symbol.asyncIterator]().return?.();
    return { bytes: new Uint8Array(), isWhole: false };
  }
  const pieces = new Pieces();
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const { done, value: chunk } = await chunks.next();
    if (done) return { bytes: pieces.joined(), isWhole: true };
    const size = pieces.size + chunk.length;
    // `fetch` reports only the announced length, and none for a chunked body: allow a third of the limit.
    const wire = received?.() ?? (isEncoded ? announced || limit / 3 / HIGHEST_RATIO : size);
    if (size > limit || (size > HARMLESS_BYTES && size > wire * HIGHEST_RATIO)) {
      await chunks.return?.();
      return { bytes: pieces.start, isWhole: false };
    }
    pieces.add(chunk);
  }
}

/** Collects bytes. */
class Pieces {
  readonly #whole: Uint8Array[] = [];
  #piece = new Uint8Array();
  #used = 0;
  /** The total length. */
  size = 0;

  /** Adds a chunk. */
  add(chunk: Uint8Array): void {
    this.size += chunk.length;
    if (this.#used + chunk.length > this.#piece.length) {
      this.#flush();
      if (chunk.length >= PIECE / 2 && chunk.length * 1.25 >= chunk.buffer.byteLength) {
        this.#whole.push(chunk);
        return;
      }
      // The first one is often the only one.
      this.#piece = new Uint8Array(this.size === chunk.length ? chunk.length : Math.max(PIECE, chunk.length));
    }
    this.#piece.set(chunk, this.#used);
    this.#used += chunk.length;
  }

  /** Returns the first bytes. */
  get start(): Uint8Array {
    this.#flush();
    return this.#whole[0] ?? new Uint8Array();
  }

  /** Returns all bytes. */
  joined(): Uint8Array {
    this.#flush();
    return joined(this.#whole);
  }

  #flush(): void {
    if (this.#used > 0) this.#whole.push(this.#piece.subarray(0, this.#used));
    this.#used = 0;
    this.#piece = new Uint8Array();
  }
}

/** Closes a body that is not read, and frees its connection. */
export async function closeBody({ body }: WireResponse): Promise<void> {
  try {
    await body[Symbol.asyncIterator]().return?.();
  } catch {
    // Its connection is gone in any case.
  }
}

/**
 * Reads a rate limit from a response's headers: `X-RateLimit-Limit`, `-Remaining` and `-Reset`, or the
 * same without `X-`. A reset that is a point in time is compared with the response's `Date`, not with the system
 * clock.
 *
 * @param headers - The headers of a response or of an {@link OS1Error}, names in lower case.
 * @returns the rate limit; `undefined` without such headers.
 *
 * @example
 * ```ts
 * import { readRateLimit } from '@mitosislabs/transport';
 *
 * console.log(readRateLimit({ 'x-ratelimit-remaining': '7' })?.remaining); // 7
 * ```
 */
export function readRateLimit(headers: Readonly<Record<string, string>>): RateLimit | undefined {
  const read = (name: string): number | undefined => {
    const value = headers[`x-ratelimit-${name}`] ?? headers[`ratelimit-${name}`];
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  };
  const [limit, remaining, reset] = [read('limit'), read('remaining'), read('reset')];
  if (limit === undefined && remaining === undefined && reset === undefined) return undefined;
  const resetMs =
    reset === undefined
      ? undefined
      : reset > LONGEST_RESET_S
        ? reset * 1000 - serverTime(headers)
        : reset * 1000;
  return { limit, remaining, resetMs: resetMs && Math.max(0, resetMs) };
}

/**
 * Wraps a body: each wait for more has the time limit, and its failures are the SDK's. Not a generator: leaving one
 * before its first read closes nothing.
 *
 * An unread body loses its connection: see {@link UnreadLimit}.
 *
 * @param isLimited - Whether each wait has the limit. A stream of events has its own.
 */
export function withIdleLimit(
  body: AsyncIterable<Uint8Array>,
  call: Call,
  isLimited = true,
): AsyncIterableIterator<Uint8Array, void> {
  const { deadline } = call;
  const chunks = body[Symbol.asyncIterator]();
  const unread = isLimited ? new UnreadLimit(call) : undefined;
  let isOver = false;
  const end = async (): Promise<typeof DONE> => {
    isOver = true;
    unread?.stop();
    dropped?.unregister(end);
    deadline.close();
    await Promise.race([chunks.return?.(), undefined]).catch(() => undefined);
    return DONE;
  };
  const next = async (): Promise<IteratorResult<Uint8Array, void>> => {
    // A body that arrived completely before the limit is still there.
    if (unread?.error) return chunks.next();
    if (isLimited) deadline.restart();
    return deadline.race(chunks.next());
  };
  const iterator: AsyncIterableIterator<Uint8Array, void> = {
    async next() {
      if (isOver) return DONE;
      unread?.stop();
      try {
        const { done, value } = await next();
        deadline.pause();
        if (done) return await end();
        unread?.restart();
        return { done: false, value };
      } catch (failure) {
        // It was left while it waited.
        if (isOver) return DONE;
        const error = unread?.error ?? readFailure(failure, call);
        await end();
        throw call.caller ? withCaller(error, call.caller) : error;
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  if (isLimited) dropped?.register(iterator, end, end);
  return iterator;
}

/** Joins chunks. */
export function joined<Buffer extends ArrayBufferLike>(
  chunks: readonly Uint8Array<Buffer>[],
): Uint8Array<Buffer | ArrayBuffer> {
  const [only = new Uint8Array()] = chunks;
  if (chunks.length <= 1) return only;
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
