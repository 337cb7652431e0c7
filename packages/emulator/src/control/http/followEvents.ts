import { createParser } from 'eventsource-parser';
import type { LoggedRequest } from '../RequestLog.ts';

/** A stream of events to follow. */
interface EventSource {
  /** Opens the stream. */
  open(signal: AbortSignal): Promise<Response>;
  /** Rejects with the error in a response that is not a stream. */
  refused(response: Response): Promise<unknown>;
  /** The error for a connection that broke. */
  broken(cause: unknown): Error;
  /** Ends the iteration. */
  readonly signal: AbortSignal | undefined;
}

/** Yields the requests in server-sent events, until the signal aborts. The stream is opened at once. */
export function followEvents(source: EventSource): AsyncIterableIterator<LoggedRequest> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  source.signal?.addEventListener('abort', abort);
  if (source.signal?.aborted) abort();
  const opening = source.open(stop.signal);
  // The first read throws it.
  opening.catch(() => undefined);
  const requests = read(source, opening, stop.signal);
  const end = (): void => {
    source.signal?.removeEventListener('abort', abort);
    abort();
  };
  return {
    next: () => requests.next(),
    async return() {
      end();
      return requests.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* read(
  source: EventSource,
  opening: Promise<Response>,
  signal: AbortSignal,
): AsyncGenerator<LoggedRequest, undefined> {
  try {
    const response = await opening;
    if (!response.ok || !response.body) await source.refused(response);
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let ready: LoggedRequest[] = [];
    const parser = createParser({
      onEvent: ({ data }) => void ready.push(JSON.parse(data) as LoggedRequest),
    });
    for (let piece = await readPiece(source, reader); !piece.done; piece = await readPiece(source, reader)) {
      parser.feed(decoder.decode(piece.value, { stream: true }));
      const requests = ready;
      ready = [];
      yield* requests;
    }
  } catch (error) {
    // The reader has left.
    if (!signal.aborted) throw error;
  }
  return undefined;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function readPiece(
  source: EventSource,
  reader: Reader | undefined,
): Promise<Awaited<ReturnType<Reader['read']>>> {
  try {
    return (await reader?.read()) ?? { done: true, value: undefined };
  } catch (cause) {
    throw source.broken(cause);
  }
}
