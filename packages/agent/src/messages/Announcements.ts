import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';

/** How many announced messages that were not found are remembered. */
const MOST_NAMED = 1_000;

/** The messages of a group that events announced: those that are for the agent. */
export class Announcements {
  readonly #named = new Set<string>();
  /** Whether an announced message was found: then the server announces all that are for the agent. */
  #areNamed = false;
  /** The interruptions of the event stream before the last poll, if it was open then. */
  #breaksBefore: number | undefined;

  /** Notes that an event announced a message. */
  add(id: string): void {
    this.#named.add(id);
  }

  /**
   * Begins a poll.
   *
   * @param stream - The event stream as it is before the poll.
   * @returns a function to call with the messages that were read. It returns the filter of those that are for the agent: if the
   * server announces the messages of a group, and announced none before one that it did announce, the agent was not a member
   * then. It was removed and added again since its last poll.
   */
  poll(stream: {
    readonly isOpen: boolean;
    readonly breaks: number;
  }): (news: readonly XMTPMessage[]) => (message: XMTPMessage) => boolean {
    const { isOpen, breaks } = stream;
    const isUnbroken = isOpen && breaks === this.#breaksBefore;
    return (news) => {
      this.#breaksBefore = isOpen ? breaks : undefined;
      return this.#filterFor(news, isUnbroken);
    };
  }

  #filterFor(news: readonly XMTPMessage[], isUnbroken: boolean): (message: XMTPMessage) => boolean {
    const named = news.filter(({ id }) => this.#named.has(id));
    const last = named.at(-1);
    const before = new Set(this.#areNamed && isUnbroken && last ? news.slice(0, news.indexOf(last)) : []);
    this.#areNamed ||= named.length > 0;
    for (const message of named) {
      this.#named.delete(message.id);
      before.delete(message);
    }
    // Messages that were read before their event came.
    if (this.#named.size > MOST_NAMED) this.#named.clear();
    return (message) => !before.has(message);
  }
}
