import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Host } from '../../src/core/Host.ts';
import { connection, loseConnection, token } from './connection.ts';

/** A request to send as an administrator. */
export interface AttemptedRequest {
  host: Host;
  method: string;
  /** Path and query. */
  target: string;
  headers: Readonly<Record<string, string>>;
  body?: string | FormData;
}

/** A request that was sent, with as much of the response as has arrived. */
export interface Attempt {
  /** The status; 0 before the response. */
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  /** The text of the body, or its start. */
  text: string;
  /** A body that is not text. */
  file?: Blob;
  /** From sending to the last byte, in ms. */
  durationMs: number;
  isDone: boolean;
  /** Why there is no response, or not all of it. */
  problem?: string;
}

/** How many characters of a body are shown. */
const MOST_TEXT = 200_000;
const NOTHING: Attempt = { status: 0, headers: [], text: '', durationMs: 0, isDone: false };
const IS_TEXT = /^(text\/|application\/(json|[\w.+-]*\+json|xml|yaml|x-ndjson))/;

/** Sends requests, and returns as much of the last response as has arrived. The request ends with the component. */
export function useAttempt(): {
  attempt: Attempt | undefined;
  send(request: AttemptedRequest): void;
  stop(): void;
} {
  const [attempt, setAttempt] = useState<Attempt>();
  const abort = useRef<AbortController>();
  const stop = useCallback(() => abort.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const send = useCallback((request: AttemptedRequest) => {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    void run(request, own.signal, (next) => {
      if (abort.current === own) setAttempt(next);
    });
  }, []);
  return { attempt, send, stop };
}

async function run(
  { host, target, method, headers, body }: AttemptedRequest,
  signal: AbortSignal,
  report: (attempt: Attempt) => void,
): Promise<void> {
  const start = performance.now();
  let current = NOTHING;
  const change = (changes: Partial<Attempt>): void => {
    current = { ...current, ...changes, durationMs: performance.now() - start };
    report(current);
  };
  change({});
  try {
    const response = await fetch(`/__emulator/${host}${target}`, {
      method,
      headers: { ...headers, Authorization: `Bearer ${token.value}` },
      ...(body !== undefined && { body }),
      cache: 'no-store',
      redirect: 'manual',
      signal,
    });
    change({ status: response.status, headers: [...response.headers] });
    if (IS_TEXT.test(response.headers.get('Content-Type') ?? '')) await readText(response, change);
    else {
      const file = await response.blob();
      if (file.size > 0) change({ file });
    }
    change({ isDone: true });
    if (response.status === 401) connection.value = 'refused';
  } catch (error) {
    if (signal.aborted) return change({ isDone: true });
    if (current.status === 0) loseConnection();
    change({ isDone: true, problem: error instanceof Error ? error.message : String(error) });
  }
}

async function readText({ body }: Response, change: (changes: Partial<Attempt>) => void): Promise<void> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) return;
    if (text.length >= MOST_TEXT) continue;
    text = (text + piece.value).slice(0, MOST_TEXT);
    change({ text });
  }
}
