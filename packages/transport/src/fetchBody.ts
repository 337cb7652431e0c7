import { isBrowser } from './isBrowser.ts';
import type { StreamBody } from './StreamBody.ts';

/** What a body makes of the options of `fetch`. */
export type FetchBody = Pick<RequestInit, 'body' | 'redirect'> & {
  duplex?: 'half';
  headers?: Record<string, string>;
};

/** The two ends of a stream whose length is announced, and kept to. */
type FixedLength = new (length: number) => TransformStream<Uint8Array, Uint8Array>;

/**
 * Prepares a body that is made as it is sent for one `fetch`.
 *
 * @param fail - Called when the body cannot be read to its end: not every runtime lets the request fail then.
 */
export async function fetchBody(body: StreamBody, fail: (reason: unknown) => void): Promise<FetchBody> {
  // Browsers send streams over HTTP/2 only, if at all.
  if (isBrowser()) return { body: body.blob?.() ?? (await gather(body.open())) };
  const { length } = body;
  const stream = toStream(body, fail);
  const Fixed: unknown = Reflect.get(globalThis, 'FixedLengthStream');
  if (length !== undefined && typeof Fixed === 'function') {
    const { readable, writable } = new (Fixed as FixedLength)(length);
    stream.pipeTo(writable).catch(fail);
    return { body: readable };
  }
  return {
    body: stream,
    duplex: 'half',
    // Node keeps a second copy of what it sends, unless redirects are errors. Workers know no such thing.
    ...(isNode() && { redirect: 'error' }),
    ...(length !== undefined && { headers: { 'content-length': String(length) } }),
  };
}

/** Before version 21 Node has no `navigator`. */
function isNode(): boolean {
  if (typeof navigator !== 'undefined') return navigator.userAgent?.startsWith('Node.js');
  const versions: unknown = Reflect.get(Object(Reflect.get(globalThis, 'process')), 'versions');
  return Reflect.get(Object(versions), 'node') !== undefined;
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
  const parts: BlobPart[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return new Blob(parts);
}

/** Opened when it is first read: when there is no connection, nothing is. */
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
          // A copy: nobody knows when `fetch` is done with it, and the source may use its memory again.
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
