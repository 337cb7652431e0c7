import type { Duplex } from 'node:stream';

/** How long to wait for a response after a write has failed, in ms. */
const PATIENCE_MS = 1_000;
const BROKEN = new Set<unknown>(['EPIPE', 'ECONNRESET']);

/**
 * Keeps a connection readable for a moment after writing to it has failed. A server that refuses an upload
 * responds and closes the connection without reading the rest: the response is here, but Node would fail with EPIPE and
 * drop it.
 *
 * @returns a function that undoes it.
 */
export function keepReadableAfterWriteError(socket: Duplex): () => void {
  const destroy = socket.destroy.bind(socket);
  let timer: NodeJS.Timeout | undefined;
  socket.destroy = (error?: Error): Duplex => {
    if (timer || !isWriteError(error)) {
      clearTimeout(timer);
      return destroy(error);
    }
    timer = setTimeout(() => destroy(error), PATIENCE_MS);
    // Node marks both directions as failed. Without the mark, the response is lost.
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
