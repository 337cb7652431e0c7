import { loadOfficeEvents } from '#lateParts';
import { Semaphore } from '../async/Semaphore.ts';
import { ListedConversations } from './ListedConversations.ts';
import type { EventSource, News, OfficeEvents } from './OfficeEvents.ts';

/** How many connections an office uses. */
const CONNECTIONS = 2;

/** What the sessions of one office share: two connections, or one beside the event stream. */
export class OfficeConnection {
  /** Limits the requests to the server. */
  readonly semaphore: Semaphore;
  /** The office's conversations as they were listed last. */
  readonly listed: ListedConversations = new ListedConversations();
  readonly #officeId: string;
  readonly #source: EventSource | undefined;
  #events: Promise<OfficeEvents | undefined> | undefined;

  /** @param source - Opens the event stream. Without one, sessions only poll. */
  constructor(officeId: string, source: EventSource | undefined) {
    this.#officeId = officeId;
    this.#source = source;
    this.semaphore = new Semaphore(source ? CONNECTIONS - 1 : CONNECTIONS);
  }

  /**
   * Calls `wake` when the server announces a message, and when its event stream is lost, until the returned function is
   * called.
   *
   * @param kind - Whether `name` is the sender of the message, or the group that it was sent to.
   */
  listen(kind: 'agent' | 'group', name: string, wake: (news: News) => void): () => void {
    let isOver = false;
    let unlisten: (() => void) | undefined;
    this.#events ??= this.#load();
    void this.#events.then((events) => {
      if (!isOver) unlisten = events?.listen(kind, name, wake);
    });
    return () => {
      isOver = true;
      unlisten?.();
    };
  }

  /** Closes the event stream. */
  close(): void {
    void this.#events?.then((events) => events?.close());
  }

  /** Loads the event stream with the first listener. Never rejects: without the stream, sessions poll. */
  async #load(): Promise<OfficeEvents | undefined> {
    if (!this.#source) return undefined;
    try {
      const OfficeEvents = await loadOfficeEvents();
      return new OfficeEvents(this.#officeId, this.#source, (isServed) => {
        this.semaphore.width = isServed ? CONNECTIONS - 1 : CONNECTIONS;
      });
    } catch {
      return undefined;
    }
  }
}
