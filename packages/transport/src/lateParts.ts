import ky from 'ky';
import { eventStream } from './eventStream.ts';
import { fetchBody } from './fetchBody.ts';

/**
 * Gives the client over `fetch`. It is a part of the bundle here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadKy(): Promise<typeof ky> {
  return ky;
}

/** Gives the function that prepares bodies which are streams. */
export async function loadFetchBody(): Promise<typeof fetchBody> {
  return fetchBody;
}

/** Gives the reader of server-sent events. */
export async function loadEventStream(): Promise<typeof eventStream> {
  return eventStream;
}
