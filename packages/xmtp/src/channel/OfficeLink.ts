import { loadOfficeEvents } from '#lateParts';
import { Semaphore } from '../async/Semaphore.ts';
import type { EventSource } from './ChannelOptions.ts';
import type { Link, News } from './Link.ts';
import { ListedConversations } from './ListedConversations.ts';
import type { OfficeEvents } from './OfficeEvents.ts';

/** How many connections an office uses. */
const CONNECTIONS = 2;

/** The connections that the sessions of one office share: two, or one beside the event stream. */
export class OfficeLink implements Link {
  readonly semaphore: Semaphore;
  readonly listed: ListedConversations = new ListedConversations();
  readonly #officeId: string;
  readonly #source: EventSource | undefined;
  #events: Promise<OfficeEvents | undefined> | undefined;

  constructor(officeId: string, source: EventSource | undefined) {
    this.#officeId = officeId;
    this.#source = source;
    this.semaphore = new Semaphore(source ? CONNECTIONS - 1 : CONNECTIONS);
  }

  /** Calls `wake` when the server announces a message, and when its stream is lost, until the returned function is called. */
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
