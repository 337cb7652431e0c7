import { constants, createReadStream, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { noSuchFile } from './noSuchFile.ts';

/**
 * Opens a file, or a named pipe such as a shell's `<(…)`, to read it once.
 *
 * Node opens a pipe in a thread that waits for a writer and cannot be stopped, not even when the process ends. Opened
 * without blocking, only the reads wait, and `signal` stops them.
 */
export async function openOnce(path: string, signal: AbortSignal): Promise<Readable> {
  const found = await stat(path).catch(noSuchFile(path));
  if (!found.isFIFO()) return createReadStream(path, { signal });
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return addAbortSignal(signal, new Socket({ fd, readable: true, writable: false }));
}
