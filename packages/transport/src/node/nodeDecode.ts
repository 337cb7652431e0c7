import type { Transform } from 'node:stream';
import { NodeChunks } from './NodeChunks.ts';

/** The content codings that {@link nodeDecode} decodes, for `accept-encoding`. */
export const CODINGS = 'gzip, deflate, br';

/** The longest chain of codings to decode: each takes memory of its own. */
const MOST_CODINGS = 5;
const KNOWN = new Set(['gzip', 'x-gzip', 'deflate', 'br']);

/**
 * Decodes a body. A truncated body is an error, also where the decoder accepts it. A body in an unknown coding is returned
 * as it is.
 */
export function nodeDecode(raw: NodeChunks, coding: string): AsyncIterableIterator<Uint8Array, void> {
  const codings = coding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (codings.length === 0 || codings.length > MOST_CODINGS) return raw;
  if (!codings.every((name) => KNOWN.has(name))) return raw;
  const chunks = codings.reduceRight<AsyncIterator<Uint8Array, void>>(decoded, raw);
  // Not a generator: leaving one before its first read would not close the connection.
  return {
    next: () => chunks.next(),
    async return() {
      await raw.return();
      await Promise.resolve(chunks.return?.()).catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* decoded(
  source: AsyncIterator<Uint8Array, void>,
  coding: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const first = await source.next();
  // An empty body is not compressed, whatever its header says.
  if (first.done) return;
  // Loaded on first use: most responses are not compressed.
  const [{ pipeline }, decoder] = await Promise.all([import('node:stream'), decoderFor(coding, first.value)]);
  const output = new NodeChunks(decoder, (isWhole) => {
    if (!isWhole) decoder.destroy();
  });
  pipeline(from(first.value, source), decoder, () => undefined);
  yield* output;
}

/** Yields the first chunk again, then the rest. */
async function* from(
  first: Uint8Array,
  source: AsyncIterator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield first;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  } finally {
    await source.return?.();
  }
}

/** Creates the decoder of a coding. */
async function decoderFor(coding: string, start: Uint8Array): Promise<Transform> {
  const { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } = await import('node:zlib');
  const options = { chunkSize: 64 * 1024 };
  if (coding === 'br') return createBrotliDecompress(options);
  if (coding !== 'deflate') return createGunzip(options);
  // Some servers send deflate without its header. The first byte shows it.
  const [head = 0] = start;
  return (head & 0x0f) === 8 ? createInflate(options) : createInflateRaw(options);
}
