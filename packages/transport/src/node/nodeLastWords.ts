import type { Duplex } from 'node:stream';

/** How long to look for an answer after a write has failed. */
const PATIENCE_MS = 1_000;
const BROKEN = new Set<unknown>(['EPIPE', 'ECONNRESET']);

/**
 * Keeps a connection readable for a moment after writing to it has failed. A server that refuses an upload answers, and
 * closes the connection without reading the rest: the answer is here, but Node would give up with EPIPE and drop it.
 *
 * @returns what undoes it.
 */
export function nodeLastWords(socket: Duplex): () => void {
  const destroy = socket.destroy.bind(socket);
  let timer: NodeJS.Timeout | undefined;
  socket.destroy = (error?: Error): Duplex => {
    if (timer || !isWriteError(error)) {
      clearTimeout(timer);
      return destroy(error);
    }
    timer = setTimeout(() => destroy(error), PATIENCE_MS);
    // Node marks both directions as failed. Where it has no such mark, the answer is lost, as it would be anyway.
    const readable: unknown = Reflect.get(socket, '_readableState');
    if (typeof readable === 'object' && readable !== null) Reflect.set(readable, 'errored', null);
    return socket;
  };
  return () => {
    clearTimeout(timer);
    Reflect.deleteProperty(socket, 'destroy');
  };
}

function isWriteError(error: Error | undefined): boolean {
  return (
    error !== undefined && Reflect.get(error, 'syscall') === 'write' && BROKEN.has(Reflect.get(error, 'code'))
  );
}
