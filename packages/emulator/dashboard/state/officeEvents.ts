import { createParser } from 'eventsource-parser';
import { useEffect, useRef } from 'preact/hooks';
import { connection } from './connection.ts';
import { deletionsEnded, RequestError, request } from './request.ts';

/** An event in an office. `full_refresh`: events were missed. */
export interface OfficeEvent {
  readonly type: 'message' | 'task' | 'agent' | 'file' | 'full_refresh';
  readonly data: Readonly<Record<string, unknown>>;
}

type Listener = (event: OfficeEvent) => void;

/** The listeners of the one stream of each office. */
const streams = new Map<string, { listeners: Set<Listener>; abort: AbortController }>();

/** Calls a listener with the events of an office while the component is shown. */
export function useOfficeEvents(officeId: string, listener: Listener): void {
  const current = useRef(listener);
  current.current = listener;
  useEffect(() => {
    const listen: Listener = (event) => current.current(event);
    const stream = streams.get(officeId) ?? { listeners: new Set<Listener>(), abort: new AbortController() };
    stream.listeners.add(listen);
    if (!streams.has(officeId)) {
      streams.set(officeId, stream);
      void follow(officeId, stream.listeners, stream.abort.signal);
    }
    return () => {
      stream.listeners.delete(listen);
      if (stream.listeners.size > 0) return;
      stream.abort.abort();
      streams.delete(officeId);
    };
  }, [officeId]);
}

/** Pauses between attempts to connect, in ms. The last one repeats. */
const PAUSES = [250, 1_000, 3_000, 10_000];

/** Reads the stream of an office. When it ends, goes on after the last event. */
async function follow(
  officeId: string,
  listeners: ReadonlySet<Listener>,
  signal: AbortSignal,
): Promise<void> {
  const tell: Listener = (event) => {
    for (const listener of [...listeners]) listener(event);
  };
  let lastEventId: string | undefined;
  let failures = 0;
  let isGone = false;
  while (!signal.aborted) {
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        lastEventId = id ?? lastEventId;
        tell({ type: event as OfficeEvent['type'], data: JSON.parse(data) });
      },
    });
    try {
      const headers = lastEventId === undefined ? undefined : { 'Last-Event-ID': lastEventId };
      const target = `/__emulator/office-manager/api/v1/offices/${encodeURIComponent(officeId)}/messages/stream`;
      const { body } = await request(target, { signal, ...(headers && { headers }) });
      // Data that was loaded before the stream was open may be out of date.
      if (lastEventId === undefined) tell({ type: 'full_refresh', data: {} });
      isGone = false;
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const piece = await reader?.read();
        if (!piece || piece.done) break;
        failures = 0;
        parser.feed(piece.value);
      }
    } catch (error) {
      if (error instanceof RequestError && error.status === 404) {
        // The office is gone; a snapshot or an import may bring it back.
        lastEventId = undefined;
        if (!isGone) tell({ type: 'full_refresh', data: {} });
        isGone = true;
      }
    }
    await pause(PAUSES[Math.min(failures++, PAUSES.length - 1)] ?? 0, signal);
    await deletionsEnded();
    await whenOpen(signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

async function whenOpen(signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  await new Promise<void>((resolve) => {
    const unsubscribe = connection.subscribe((state) => {
      if (state === 'open') resolve();
    });
    ended.signal.addEventListener('abort', unsubscribe);
    signal.addEventListener('abort', () => resolve(), { signal: ended.signal });
  });
  ended.abort();
}
