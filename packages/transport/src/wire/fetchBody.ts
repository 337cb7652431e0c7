import type { StreamBody } from '../body/StreamBody.ts';
import { nodeStream } from '../runtime/nodeStream.ts';
import { isBrowser } from '../runtime/userAgent.ts';

/** The options of `fetch` that a body sets. */
export type FetchBody = Pick<RequestInit, 'body'> & {
  redirect?: 'error';
  duplex?: 'half';
  headers?: Record<string, string>;
};

/** A stream of exactly the announced length. */
type FixedLength = new (length: number) => TransformStream<Uint8Array, Uint8Array>;

/**
 * Prepares a stream body for one `fetch`.
 *
 * @param isForeign - Whether it is for a custom `fetch`. node-fetch would send a web stream as the text
 * `[object ReadableStream]`; every `fetch` that runs on Node takes a stream of Node's.
 * @param fail - Called when the body cannot be read to its end: not every runtime lets the request fail then.
 */
export async function fetchBody(
  body: StreamBody,
  isForeign: boolean,
  fail: (reason: unknown) => void,
): Promise<FetchBody> {
  // Browsers send streams over HTTP/2 only, if at all.
  if (isBrowser()) return { body: body.blob?.() ?? new Blob(await gather(body.open())) };
  const { length } = body;
  const Fixed: unknown = Reflect.get(globalThis, 'FixedLengthStream');
  if (isForeign && isNode() && typeof Fixed !== 'function') return forPackages(body, fail);
  const stream = toStream(body, fail);
  if (length !== undefined && typeof Fixed === 'function') {
    const { readable, writable } = new (Fixed as FixedLength)(length);
    stream.pipeTo(writable).catch(fail);
    return { body: readable };
  }
  return {
    body: stream,
    duplex: 'half',
    // Node keeps a second copy of what it sends, unless redirects are errors. Workers know no such thing.
    ...(isNode() && { redirect: 'error' as const }),
    ...(length !== undefined && { headers: { 'content-length': String(length) } }),
  };
}

/** Before version 21 Node has no `navigator`. */
function isNode(): boolean {
  if (typeof navigator !== 'undefined') return navigator.userAgent?.startsWith('Node.js');
  const versions: unknown = Reflect.get(Object(Reflect.get(globalThis, 'process')), 'versions');
  return Reflect.get(Object(versions), 'node') !== undefined;
}

/** Converts a body for the `fetch` packages on Node. */
async function forPackages(body: StreamBody, fail: (reason: unknown) => void): Promise<FetchBody> {
  const { length } = body;
  const Readable = nodeStream()?.Readable;
  if (!Readable) return { body: new Uint8Array(await new Blob(await gather(body.open())).arrayBuffer()) };
  return {
    body: Readable.from(watched(body, fail), { objectMode: false }) as BodyInit,
    duplex: 'half',
    ...(length !== undefined && { headers: { 'content-length': String(length) } }),
  };
}

async function* watched(
  { open }: StreamBody,
  fail: (reason: unknown) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    // Copied: the source may reuse its memory before they are sent.
    for await (const chunk of open()) yield chunk.slice();
  } catch (reason) {
    fail(reason);
    throw reason;
  }
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return parts;
}

/** Creates a web stream. The source is opened by the first read: without a connection, it is not. */
function toStream(
  { open }: Pick<StreamBody, 'open'>,
  fail: (reason: unknown) => void,
): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          chunks ??= open()[Symbol.asyncIterator]();
          const { done, value } = await chunks.next();
          if (done) controller.close();
          // A copy: `fetch` may still need it when the source reuses the memory.
          else controller.enqueue(value.slice());
        } catch (reason) {
          fail(reason);
          throw reason;
        }
      },
      async cancel() {
        await chunks?.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
