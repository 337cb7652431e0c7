import type { XMTPConversation } from '@mitosislabs/api/xmtpApi';

/** How long a list serves others, in ms. */
const FRESH_MS = 1_000;

/** The conversations of an office as they were listed last: a thousand sessions that begin need not list a thousand times. */
export class ListedConversations {
  #last: { at: number; list: XMTPConversation[] } | undefined;

  /**
   * The list.
   *
   * @param since - It must not be older than this, by `performance.now()`.
   * @param load - Asks the server for a new one.
   */
  async get(since: number, load: () => Promise<XMTPConversation[]>): Promise<XMTPConversation[]> {
    const now = performance.now();
    if (this.#last && this.#last.at > Math.max(since, now - FRESH_MS)) return this.#last.list;
    const list = await load();
    this.#last = { at: now, list };
    return list;
  }
}
