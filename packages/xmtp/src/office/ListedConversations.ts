import type { XMTPConversation } from '@mitosislabs/api/xmtpApi';

/** How long a list is reused, in ms. */
const FRESH_MS = 1_000;

/** The last list of an office's conversations: a thousand new sessions can share one request. */
export class ListedConversations {
  #last: { at: number; list: Promise<XMTPConversation[]> } | undefined;

  /**
   * Returns the last list if it is fresh enough, else loads a new one.
   *
   * @param since - The list must be newer than this, by `performance.now()`.
   * @param load - Requests a new list from the server.
   * @param mayBeOld - Whether its age does not matter otherwise.
   */
  async get(
    since: number,
    load: () => Promise<XMTPConversation[]>,
    mayBeOld = false,
  ): Promise<XMTPConversation[]> {
    const now = performance.now();
    const least = mayBeOld ? since : Math.max(since, now - FRESH_MS);
    if (this.#last && this.#last.at > least) {
      // The request of another session may be aborted with it.
      return this.#last.list.catch(load);
    }
    const last = { at: now, list: load() };
    this.#last = last;
    last.list.catch(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return last.list;
  }
}
