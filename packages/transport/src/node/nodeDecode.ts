import type { Transform } from 'node:stream';
import { NodeChunks } from './NodeChunks.ts';

/** The content codings that {@link nodeDecode} undoes, for `accept-encoding`. */
export const CODINGS = 'gzip, deflate, br';

/** The longest chain of codings to decode: each takes memory of its own. */
const MOST_CODINGS = 5;
const KNOWN = new Set(['gzip', 'x-gzip', 'deflate', 'br']);

/**
 * A body without its content coding. One that is cut is an error, even where a decoder would be content. A coding that
 * nobody asked for is left as it is.
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
  // No generator: one that is left before it began would not close the connection.
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
  // What is empty was not compressed, whatever its header says.
  if (first.done) return;
  // Loaded when it is needed: most answers are not compressed.
  const [{ pipeline }, decoder] = await Promise.all([import('node:stream'), decoderFor(coding, first.value)]);
  const output = new NodeChunks(decoder, (isWhole) => {
    if (!isWhole) decoder.destroy();
  });
  pipeline(from(first.value, source), decoder, () => undefined);
  yield* output;
}

/** The bytes of a body whose first chunk was looked at. */
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

/** What undoes a coding. */
async function decoderFor(coding: string, start: Uint8Array): Promise<Transform> {
  const { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } = await import('node:zlib');
  const options = { chunkSize: 64 * 1024 };
  if (coding === 'br') return createBrotliDecompress(options);
  if (coding !== 'deflate') return createGunzip(options);
  // Some servers send deflate without the header that belongs to it; its first byte tells.
  const [head = 0] = start;
  return (head & 0x0f) === 8 ? createInflate(options) : createInflateRaw(options);
}
