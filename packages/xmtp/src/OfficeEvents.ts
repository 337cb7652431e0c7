import type { ServerSentEvent } from '@mitosislabs/transport';
import type { EventSource } from './ChannelOptions.ts';
import { Wakeup } from './Wakeup.ts';

/** A stream that nobody listens to any more stays open for so long: a question is followed by another one. In ms. */
const LINGER_MS = 1_000;
/** A server that has no stream, or ended it, is asked again after so long. In ms. */
const REOPEN_MS = 300_000;
/** An event that says nothing of whom it concerns wakes all, but not more often than this. In ms. */
const ALL_MS = 1_000;
/** Events that are no messages. */
const OTHERS: readonly unknown[] = ['task', 'agent', 'file'];

/**
 * The event stream of one office, for all its sessions: open while somebody listens. It makes things faster and nothing
 * else: what it does not tell is found by looking, and whatever it fails with is nobody's business.
 */
export class OfficeEvents {
  readonly #open: (signal: AbortSignal) => ReturnType<EventSource>;
  readonly #onServed: (isServed: boolean) => void;
  readonly #listeners = new Map<string, Set<(id?: string) => void>>();
  #reading: AbortController | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;
  #wakingAll: ReturnType<typeof setTimeout> | undefined;
  #allWokenAt = Number.NEGATIVE_INFINITY;

  /**
   * @param events - Opens the stream.
   * @param onServed - Told whether the stream takes up a connection, or the server has none.
   */
  constructor(officeId: string, events: EventSource, onServed: (isServed: boolean) => void) {
    this.#onServed = onServed;
    this.#open = (signal) => events(officeId, { signal, maxReconnects: Number.POSITIVE_INFINITY });
  }

  /** Calls `wake` for each message of a sender, or to a group, until the returned function is called. */
  listen(kind: 'agent' | 'group', name: string, wake: (id?: string) => void): () => void {
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

  /** Closes the stream; whoever listens next opens it again. */
  close(): void {
    clearTimeout(this.#lingering);
    clearTimeout(this.#wakingAll);
    this.#wakingAll = undefined;
    this.#reading?.abort();
    this.#reading = undefined;
  }

  async #read(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#onServed(true);
        for await (const event of this.#open(signal)) this.#tell(event);
      } catch {
        // Looking goes on.
      }
      if (signal.aborted) return;
      this.#onServed(false);
      await new Wakeup().sleep(REOPEN_MS, 0, signal);
    }
  }

  #tell({ event, data }: ServerSentEvent): void {
    if (OTHERS.includes(event)) return;
    const { id, from_agent, group_id } = fieldsOf(data);
    const messageId = typeof id === 'string' ? id : undefined;
    if (typeof group_id === 'string') this.#wake(`group:${group_id}`, messageId);
    else if (typeof from_agent === 'string') this.#wake(`agent:${from_agent}`, messageId);
    else this.#wakeAll();
  }

  #wake(key: string, id?: string): void {
    for (const wake of [...(this.#listeners.get(key) ?? [])]) wake(id);
  }

  #wakeAll(): void {
    const wait = this.#allWokenAt + ALL_MS - performance.now();
    const wake = (): void => {
      this.#wakingAll = undefined;
      this.#allWokenAt = performance.now();
      for (const key of [...this.#listeners.keys()]) this.#wake(key);
    };
    if (wait <= 0) wake();
    else this.#wakingAll ??= setTimeout(wake, wait);
  }
}

function fieldsOf(data: string): { id?: unknown; from_agent?: unknown; group_id?: unknown } {
  try {
    return Object(JSON.parse(data));
  } catch {
    return {};
  }
}
