/** The parts of `node:stream` that are of use where a stream of Node's meets a web stream. */
interface NodeStream {
  isDisturbed?(stream: unknown): boolean;
  Readable: { from(chunks: AsyncIterable<Uint8Array>, options: { objectMode: boolean }): unknown };
}

/** `node:stream`, where this runs on Node 20.16 or later: by no `import`, which bundlers for browsers would follow. */
export function nodeStream(): NodeStream | undefined {
  const node: unknown = Reflect.get(globalThis, 'process');
  const load: unknown = Reflect.get(Object(node), 'getBuiltinModule');
  return typeof load === 'function' ? (load.call(node, 'stream') as NodeStream | undefined) : undefined;
}
