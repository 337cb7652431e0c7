import type { StreamBody } from './StreamBody.ts';
import type { WireRequest } from './Wire.ts';

/** What a body makes of the options of `fetch`. */
export type FetchBody = Pick<RequestInit, 'body' | 'redirect'> & {
  duplex?: 'half';
  headers?: Record<string, string>;
};

/** Runtimes that send a stream as it comes. Browsers do not, or over HTTP/2 only. */
const STREAMING = /^(Node\.js|Deno|Bun|Cloudflare-Workers)\b/;

/** Prepares a body for one `fetch`. */
export async function fetchBody(body: WireRequest['body']): Promise<FetchBody> {
  if (body === undefined) return {};
  if (!isStreamBody(body)) return { body: body as BodyInit };
  if (!canStream()) return { body: body.blob?.() ?? (await gather(body.open())) };
  const { length } = body;
  return {
    body: toStream(body),
    duplex: 'half',
    // Node keeps a second copy of what it sends unless redirects are errors. Workers know no such thing.
    ...(!isWorker() && { redirect: 'error' }),
    ...(length !== undefined && { headers: { 'content-length': String(length) } }),
  };
}

function isStreamBody(body: NonNullable<WireRequest['body']>): body is StreamBody {
  return typeof body === 'object' && 'open' in body && 'isReplayable' in body;
}

/** Node before 21 has no `navigator`, and streams. */
function canStream(): boolean {
  return typeof navigator === 'undefined' || STREAMING.test(navigator.userAgent);
}

function isWorker(): boolean {
  return typeof navigator !== 'undefined' && navigator.userAgent === 'Cloudflare-Workers';
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
  const parts: BlobPart[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return new Blob(parts);
}

/** Opened when it is first read: when there is no connection, nothing is. */
function toStream({ open }: Pick<StreamBody, 'open'>): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= open()[Symbol.asyncIterator]();
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks?.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
