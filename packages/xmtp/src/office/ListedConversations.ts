import type { XMTPConversation } from '@mitosislabs/api/xmtpApi';

/** How long a list is reused, in ms. */
const FRESH_MS = 1_000;

/** The last list of an office's conversations: a thousand new sessions can share one request. */
export class ListedConversations {
  #last: { at: number; list: XMTPConversation[] } | undefined;

  /**
   * Returns the last list if it is fresh enough, else loads a new one.
   *
   * @param since - The list must be newer than this, by `performance.now()`.
   * @param load - Requests a new list from the server.
   */
  async get(since: number, load: () => Promise<XMTPConversation[]>): Promise<XMTPConversation[]> {
    const now = performance.now();
    if (this.#last && this.#last.at > Math.max(since, now - FRESH_MS)) return this.#last.list;
    const list = await load();
    this.#last = { at: now, list };
    return list;
  }
}
