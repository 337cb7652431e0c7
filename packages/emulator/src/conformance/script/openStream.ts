import { contract } from '@mitosislabs/api/contract';
import type { Session } from '../Session.ts';

/** How often the process is asked whether it is late, in ms. */
const TICK_MS = 10;
/** A piece that was read later than this, in ms, says nothing about the server. */
const LATE_MS = 30;

/** A piece of an event stream, with the time at which it came. */
export interface Piece {
  readonly at: number;
  /** How late this process was at the most since the piece before, in ms. */
  readonly lateMs: number;
  readonly text: string;
}

/** A pause before a comment. */
interface Pause {
  readonly ms: number;
  /** Whether both its ends were read on time: this machine may be busy. */
  readonly isOnTime: boolean;
}

/** The pauses before the comments of a stream. */
export function commentPauses(pieces: readonly Piece[]): Pause[] {
  return pieces.flatMap((piece, index) => {
    const before = pieces[index - 1];
    if (!before || !isComment(piece)) return [];
    return [{ ms: piece.at - before.at, isOnTime: Math.max(piece.lateMs, before.lateMs) <= LATE_MS }];
  });
}

function isComment({ text }: Piece): boolean {
  return /^(:.*\r?\n?)+\s*$/.test(text) && !text.includes('connected');
}

/** Measures how late the timers of this process are. */
interface Lateness {
  /** The longest delay since the last call, in ms. */
  take(): number;
  stop(): void;
}

function watchLateness(): Lateness {
  let last = performance.now();
  let most = 0;
  const tick = (): void => {
    const now = performance.now();
    most = Math.max(most, now - last - TICK_MS);
    last = now;
  };
  const timer = setInterval(tick, TICK_MS);
  return {
    take() {
      tick();
      const late = most;
      most = 0;
      return late;
    },
    stop: () => clearInterval(timer),
  };
}

/** An event stream that is open. */
export interface OpenStream {
  readonly headers: Headers;
  /** Waits until something is true, for a while. */
  until(isTrue: () => boolean, ms: number): Promise<void>;
}

/** Opens an event stream, and closes it after `work`, also when that fails. */
export async function withStream(
  session: Session,
  more: Record<string, string>,
  work: (stream: OpenStream, pieces: readonly Piece[]) => Promise<void>,
): Promise<void> {
  const { method, url, headers } = session.target.address(contract.messages.stream, session.inOffice({}));
  const controller = new AbortController();
  const { signal } = session.target;
  const stop = (): void => controller.abort();
  const lateness = watchLateness();
  signal.addEventListener('abort', stop);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...more },
      signal: controller.signal,
      redirect: 'manual',
    });
    const pieces: Piece[] = [];
    await work(readPieces(response, pieces, signal, lateness), pieces);
  } finally {
    lateness.stop();
    signal.removeEventListener('abort', stop);
    controller.abort();
  }
}

function readPieces(
  response: Response,
  pieces: Piece[],
  signal: AbortSignal,
  lateness: Lateness,
): OpenStream {
  let wake = (): void => {};
  let isOver = false;
  const read = async (): Promise<void> => {
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      pieces.push({
        at: Date.now(),
        lateMs: lateness.take(),
        text: decoder.decode(part.value, { stream: true }),
      });
      wake();
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
      wake();
    });
  return {
    headers: response.headers,
    async until(isTrue, ms) {
      const end = Date.now() + ms;
      while (!isTrue() && !isOver && Date.now() < end) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(1_000, end - Date.now()));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}
