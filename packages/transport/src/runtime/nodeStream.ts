/** The parts of `node:stream` that convert between Node streams and web streams. */
interface NodeStream {
  isDisturbed?(stream: unknown): boolean;
  Readable: { from(chunks: AsyncIterable<Uint8Array>, options: { objectMode: boolean }): unknown };
}

/** Returns `node:stream` on Node 20.16 or later. Not by `import`, which browser bundlers would follow. */
export function nodeStream(): NodeStream | undefined {
  const node: unknown = Reflect.get(globalThis, 'process');
  const load: unknown = Reflect.get(Object(node), 'getBuiltinModule');
  return typeof load === 'function' ? (load.call(node, 'stream') as NodeStream | undefined) : undefined;
}

/** Whether a web stream was read before: its rest is not the whole body. */
export function isDisturbed(stream: ReadableStream<Uint8Array>): boolean {
  const known = nodeStream()?.isDisturbed?.(stream);
  // Deno's version supports Node streams only.
  if (known === true || (known === false && !('Deno' in globalThis))) return known;
  try {
    new Response(stream);
    return false;
  } catch {
    return true;
  }
}
