import { createParser } from 'eventsource-parser';
import { useEffect, useState } from 'preact/hooks';
import type { LoggedRequest, RequestQuery } from '../../../src/control/RequestLog.ts';
import { connection, connections, loseConnection } from '../../state/connection.ts';
import { request } from '../../state/request.ts';
import { addRequest, forgetRequests, lastId } from './requestLog.ts';

/**
 * Follows the log while the page is shown in a visible window: browsers allow six connections to a host, for all windows
 * together. Returns why it cannot.
 */
export function useLogStream(): Error | undefined {
  const [error, setError] = useState<Error>();
  const count = connections.value;
  useEffect(() => {
    let abort: AbortController | undefined;
    const run = (): void => {
      abort?.abort();
      if (document.hidden) return;
      const own = new AbortController();
      abort = own;
      setError(undefined);
      follow(own.signal).catch((cause: unknown) => {
        // A lost connection shows above all pages.
        if (!own.signal.aborted && connection.peek() === 'open')
          setError(cause instanceof Error ? cause : new Error(String(cause)));
      });
    };
    forgetRequests();
    run();
    document.addEventListener('visibilitychange', run);
    return () => {
      document.removeEventListener('visibilitychange', run);
      abort?.abort();
    };
  }, [count]);
  return error;
}

/** Adds the requests after the last known one, and those to come. */
async function follow(signal: AbortSignal): Promise<void> {
  // With an unknown id, the log sends all requests.
  const query: RequestQuery = { after: lastId() ?? 'none' };
  const { body } = await request(`/__emulator/log?query=${encodeURIComponent(JSON.stringify(query))}`, {
    signal,
  });
  const parser = createParser({ onEvent: ({ data }) => addRequest(JSON.parse(data) as LoggedRequest) });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
      parser.feed(piece.value);
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  } finally {
    // The emulator ends the stream only when it stops.
    if (!signal.aborted) loseConnection();
  }
}
