import type { XMTPConversation } from '@mitosislabs/api/xmtpApi';
import { Semaphore } from '../async/Semaphore.ts';
import { ListedConversations } from './ListedConversations.ts';
import type { News, OfficeEvents } from './OfficeEvents.ts';
import { RestingConversations } from './RestingConversations.ts';

/** How many connections an office uses. */
const CONNECTIONS = 2;

/**
 * Opens the event stream of an office.
 *
 * @param onServed - Called with whether the stream uses a connection, or the server has no stream.
 */
export type OpenOfficeEvents = (onServed: (isServed: boolean) => void) => Promise<OfficeEvents>;

/** The connections that the sessions of one office share: two, or one beside the event stream. */
export class OfficeConnection {
  /** Limits the requests to the server. */
  readonly semaphore: Semaphore;
  /** The office's conversations as they were listed last. */
  readonly listed: ListedConversations = new ListedConversations();
  /** Whether the event stream has announced a message that was sent from here. */
  announcesOwn = false;
  readonly #open: OpenOfficeEvents | undefined;
  #events: Promise<OfficeEvents | undefined> | undefined;
  #resting: RestingConversations | undefined;
  /** The event stream, once it is open. */
  #opened: OfficeEvents | undefined;

  /** @param open - Opens the event stream, on first use. Without one, sessions only poll. */
  constructor(open?: OpenOfficeEvents) {
    this.#open = open;
    this.semaphore = new Semaphore(open ? CONNECTIONS - 1 : CONNECTIONS);
  }

  /**
   * Calls `wake` when the server announces a message, and when its event stream is lost, until the returned function is
   * called.
   *
   * @param kind - Whether `name` is the sender of the message, the agent or the group that it was sent to.
   */
  listen(kind: 'agent' | 'group' | 'to', name: string, wake: (news: News) => void): () => void {
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

  /** Whether the event stream works: it has brought an event since it was opened. */
  get isLive(): boolean {
    return this.#opened?.isLive === true;
  }

  /**
   * The conversations in which nothing has happened for a while.
   *
   * @param load - Lists the conversations.
   */
  resting(load: () => Promise<readonly XMTPConversation[]>): RestingConversations {
    // All callers have the same office, and so the same list.
    this.#resting ??= new RestingConversations(() => this.semaphore.run(load, { urgent: true }));
    return this.#resting;
  }

  /** Closes the event stream. */
  close(): void {
    void this.#events?.then((events) => events?.close());
  }

  /** Opens the event stream with the first listener. Never rejects: without the stream, sessions poll. */
  async #load(): Promise<OfficeEvents | undefined> {
    try {
      this.#opened = await this.#open?.((isServed) => {
        this.semaphore.least = isServed ? CONNECTIONS - 1 : CONNECTIONS;
      });
      return this.#opened;
    } catch {
      return undefined;
    }
  }
}
