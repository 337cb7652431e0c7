import ky from 'ky';
import { eventStream } from './stream/eventStream.ts';
import { fetchBody } from './wire/fetchBody.ts';

/**
 * Returns ky, for `kyWire`. It is bundled here, for programs that use it: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadKy(): Promise<typeof ky> {
  return ky;
}

/** Returns the function that prepares stream bodies. */
export async function loadFetchBody(): Promise<typeof fetchBody> {
  return fetchBody;
}

/** Returns the reader of server-sent events. */
export async function loadEventStream(): Promise<typeof eventStream> {
  return eventStream;
}
