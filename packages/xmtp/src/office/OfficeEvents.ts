import { backOff } from '@mitosislabs/auth/async';
import type { ServerSentEvent, StreamOptions } from '@mitosislabs/transport';
import { isRetryable } from '../errors/requestFailure.ts';
import { followEvents, type StreamEnd } from './followEvents.ts';

/** How long a stream without listeners stays open: another question often follows. In ms. */
const LINGER_MS = 1_000;
/** The backoff of a lost stream: 1 s, doubled each time, up to 10 s. In ms. */
const RETRY = { first: 1_000, most: 10_000 };
/** The wait before retrying a server that seems to have no stream. In ms. */
const UNSERVED_MS = 300_000;
/** How long a resumed stream may repeat events. In ms. */
const REPEATS_MS = 5_000;
/**
 * The shortest time between two events that wake all sessions, because they name no sender or group. In ms.
 */
const ALL_MS = 1_000;
/** Events that are not about messages. */
const OTHERS: readonly unknown[] = ['task', 'agent', 'file'];

/** Opens the event stream of an office: `MessagesAPI.stream`. */
export type EventSource = (officeId: string, options?: StreamOptions) => AsyncIterable<ServerSentEvent>;

/** A notice from an office's event stream. */
export interface News {
  /** The id of the announced message, if known. */
  readonly id?: string | undefined;
  /** The content of the event: the announced message, if the event is complete. */
  readonly message?: unknown;
  /** Whether the stream is lost: until it is back, only polling finds messages. */
  readonly isLost?: boolean;
  /** Whether it is for all conversations of the office. */
  readonly isForAll?: boolean;
}

/**
 * The event stream of one office, shared by its sessions: open while one of them listens. It only saves time:
 * polling finds messages that it does not announce. While it is lost, sessions poll each second. The caller gets no
 * errors of it.
 */
export class OfficeEvents {
  readonly #officeId: string;
  readonly #events: EventSource;
  readonly #onServed: (isServed: boolean) => void;
  readonly #listeners = new Map<string, Set<(news: News) => void>>();
  #reading: AbortController | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;
  #wakingAll: ReturnType<typeof setTimeout> | undefined;
  /** Until when events may be old, by `performance.now()`: a resumed stream repeats missed events. */
  #repeatsUntil = 0;
  #allWokenAt = Number.NEGATIVE_INFINITY;
  /** Whether the open connection has brought an event. */
  isLive = false;

  /**
   * @param events - Opens the stream.
   * @param onServed - Called with whether the stream uses a connection, or the server has no stream.
   */
  constructor(officeId: string, events: EventSource, onServed: (isServed: boolean) => void) {
    this.#officeId = officeId;
    this.#events = events;
    this.#onServed = onServed;
  }

  /** Calls `wake` for each message of a sender, to an agent, or to a group, until the returned function is called. */
  listen(kind: 'agent' | 'group' | 'to', name: string, wake: (news: News) => void): () => void {
    const key = `${kind}:${name}`;
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(wake));
    clearTimeout(this.#lingering);
    if (!this.#reading) {
      this.#reading = new AbortController();
      void this.#read(this.#reading.signal);
    }
    return () => {
      listeners.delete(wake);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
      if (this.#listeners.size > 0 || !this.#reading) return;
      clearTimeout(this.#lingering);
      this.#lingering = setTimeout(() => this.close(), LINGER_MS);
    };
  }

  /** Closes the stream; the next listener opens it again. */
  close(): void {
    clearTimeout(this.#lingering);
    clearTimeout(this.#wakingAll);
    this.#wakingAll = undefined;
    this.#reading?.abort();
    this.#reading = undefined;
    this.isLive = false;
  }

  async #read(signal: AbortSignal): Promise<void> {
    let failures = 0;
    const ended = ({ failure, hasEvents, lastedMs, isSteady }: StreamEnd) => {
      this.#onServed(false);
      this.isLive = false;
      if (isSteady) failures = 0;
      const isServed = hasEvents || lastedMs > RETRY.first || isRetryable(failure);
      if (isServed && failures === 0) this.#notifyAll({ isLost: true, isForAll: true });
      const waitMs = isServed ? backOff(++failures, { ...RETRY, after: failure }) : UNSERVED_MS;
      return { waitMs, continues: true };
    };
    const open = (options: StreamOptions): ReturnType<EventSource> => {
      this.#onServed(true);
      this.#repeatsUntil = options.lastEventId === undefined ? 0 : performance.now() + REPEATS_MS;
      return this.#events(this.#officeId, options);
    };
    const event = (one: ServerSentEvent): void => this.#notify(one);
    await followEvents({ open, event, skipped: () => this.#wakeAll(), ended }, signal);
  }

  #notify({ event, data }: ServerSentEvent): void {
    this.isLive = true;
    if (OTHERS.includes(event)) return;
    const message = fieldsOf(data);
    const { id, from_agent, group_id, to } = message;
    const isLive = performance.now() >= this.#repeatsUntil;
    const news = { id: isLive && typeof id === 'string' ? id : undefined, message };
    if (typeof group_id === 'string') this.#wake(`group:${group_id}`, news);
    else if (typeof from_agent === 'string') {
      this.#wake(`agent:${from_agent}`, news);
      if (typeof to === 'string') this.#wake(`to:${to}`, news);
    } else this.#wakeAll();
  }

  #wake(key: string, news: News): void {
    for (const wake of [...(this.#listeners.get(key) ?? [])]) wake(news);
  }

  #notifyAll(news: News): void {
    for (const key of [...this.#listeners.keys()]) this.#wake(key, news);
  }

  #wakeAll(): void {
    const wait = this.#allWokenAt + ALL_MS - performance.now();
    const wake = (): void => {
      this.#wakingAll = undefined;
      this.#allWokenAt = performance.now();
      this.#notifyAll({ isForAll: true });
    };
    if (wait <= 0) wake();
    else this.#wakingAll ??= setTimeout(wake, wait);
  }
}

function fieldsOf(data: string): Partial<Record<'id' | 'from_agent' | 'group_id' | 'to', unknown>> {
  try {
    return Object(JSON.parse(data));
  } catch {
    return {};
  }
}
