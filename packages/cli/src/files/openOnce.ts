import { constants, createReadStream, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { noSuchFile } from './noSuchFile.ts';

/**
 * Opens a file to read it once; a pipe that has a name, too, as a shell's `<(…)` is.
 *
 * Node opens such a pipe in a thread that waits for whoever writes to it, and that nothing ends, not even the end of the
 * process. Opened like this, it is the reading that waits, until `signal` ends it.
 */
export async function openOnce(path: string, signal: AbortSignal): Promise<Readable> {
  const found = await stat(path).catch(noSuchFile(path));
  if (!found.isFIFO()) return createReadStream(path, { signal });
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return addAbortSignal(signal, new Socket({ fd, readable: true, writable: false }));
}
