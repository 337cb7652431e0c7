import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { isMissing } from '../errors/requestFailure.ts';
import type { ListedConversations } from '../office/ListedConversations.ts';
import {
  type CallOptions,
  type ClockOffset,
  mayBeCut,
  readWithDate,
  ServerTime,
  type Thread,
} from './Thread.ts';
import type { XMTPRoutes } from './XMTPRoutes.ts';

/**
 * Reads and writes the conversation of two, over the set of routes that the server has: the routes of conversations, or
 * the published ones of agents and peers. A 404 or 405 on the first leads to the second; the one that worked is
 * remembered.
 *
 * @example
 * ```ts
 * import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
 * import { Transport } from '@mitosislabs/transport';
 * import { Conversation } from '@mitosislabs/xmtp/feed';
 *
 * const api = new XMTPAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * const conversation = new Conversation(api, 'office-id', 'aria', 'admin-sdk');
 * await conversation.post('Good morning', {});
 * console.log(await conversation.read(50, {}));
 * ```
 */
export class Conversation implements Thread {
  readonly #api: XMTPRoutes;
  readonly #officeId: string;
  readonly #peer: string;
  readonly #self: string;
  #id: string | undefined;
  #routes: 'conversations' | 'agents' | undefined;
  #hasBeenRead = false;
  /** When the last message was posted, which may have opened the conversation. */
  #postedAt = Number.NEGATIVE_INFINITY;
  readonly #listed: ListedConversations | undefined;
  readonly #time: ServerTime;

  /**
   * @param api - The calls that read and write conversations: `XMTPAPI`.
   * @param officeId - The office.
   * @param peer - The name of the other participant.
   * @param self - The sender: `admin-sdk` for a user, the agent's own name for an agent.
   * @param listed - The list of conversations that it shares with others of the office.
   */
  constructor(
    api: XMTPRoutes,
    officeId: string,
    peer: string,
    self: string,
    listed?: ListedConversations | undefined,
  ) {
    this.#listed = listed;
    this.#api = api;
    this.#time = ServerTime.of(api);
    this.#officeId = officeId;
    this.#peer = peer;
    this.#self = self;
  }

  /** The conversation's id. Before there is one, the peer's name stands for it. */
  get id(): string {
    return this.#id ?? this.#peer;
  }

  /** How far the server's clock is ahead, if its responses have a readable `Date`. */
  get serverOffset(): ClockOffset | undefined {
    return this.#time.offset;
  }

  /** Reads the newest `limit` messages, in the order in which the server gives them. */
  async read(limit: number, options: CallOptions): Promise<XMTPMessage[]> {
    try {
      const messages = await this.#withMemory(async () => {
        await this.#find(options);
        return this.#try(
          (id) =>
            readWithDate(
              limit,
              (limit) => this.#api.getConversationMessages(this.#officeId, id, { limit }, options),
              this.#time,
            ),
          () =>
            readWithDate(
              limit,
              (limit) => this.#api.getMessages(this.#officeId, this.#peer, this.#self, { limit }, options),
              this.#time,
            ),
        );
      });
      this.#hasBeenRead = true;
      return messages;
    } catch (error) {
      // The conversation has no messages yet. After a successful read, a missing one is an error.
      const isNotYet = this.#id === undefined && !(this.#routes === 'agents' && this.#hasBeenRead);
      if (isNotYet && isMissing(error)) return [];
      throw error;
    }
  }

  /** Whether a list from after `since` shows all conversations, and not this one. */
  async isNew(
    since: number,
    options: CallOptions,
    run: <T>(request: () => Promise<T>) => Promise<T>,
  ): Promise<boolean> {
    if (!this.#listed || this.#routes === 'agents') return false;
    const load = () => run(() => this.#api.listConversations(this.#officeId, options));
    try {
      const list = await this.#listed.get(since, load, true);
      return (
        !mayBeCut(list.length) &&
        list.every((entry) => typeof entry?.peer === 'string' && entry.peer !== this.#peer)
      );
    } catch (error) {
      if (!isMissing(error)) throw error;
      return false;
    }
  }

  /** Posts one message, once. Sends it again only if the server answered that the route does not exist. */
  async post(content: string, options: CallOptions): Promise<void> {
    await this.#withMemory(() =>
      this.#try(
        (id) => this.#api.sendToConversation(this.#officeId, id, { agent_id: this.#self, content }, options),
        // On this route `agent_id` is the recipient; the server knows the sender by the credentials.
        () => this.#api.send(this.#officeId, { agent_id: this.#peer, content }, options),
      ),
    );
    this.#postedAt = performance.now();
  }

  /** Whether a message is our own. On the routes of agents, the credentials decide the sender's name. */
  isOwn({ from_agent }: XMTPMessage): boolean {
    return this.#routes === 'agents' ? from_agent !== this.#peer : from_agent === this.#self;
  }

  /** Looks for the conversation's id until there is one: the first message opens it. */
  async #find(options: CallOptions): Promise<void> {
    if (this.#id !== undefined || this.#routes === 'agents') return;
    try {
      const load = () => this.#api.listConversations(this.#officeId, options);
      const conversations = await (this.#listed?.get(this.#postedAt, load) ?? load());
      this.#id = conversations.find((entry) => entry?.peer === this.#peer)?.id;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /**
   * Retries a call once without the remembered id and routes when they are missing: the server may have
   * changed. Restores them if the second call does not prove other ones.
   */
  async #withMemory<T>(call: () => Promise<T>): Promise<T> {
    const [id, routes] = [this.#id, this.#routes];
    try {
      return await call();
    } catch (error) {
      if (routes === undefined || !isMissing(error)) throw error;
      this.#id = this.#routes = undefined;
      let again: unknown;
      try {
        const result = await call();
        // The call sets the routes if it proves them.
        if ((this.#routes as unknown) !== undefined) return result;
      } catch (failure) {
        again = failure;
      }
      [this.#id, this.#routes] = [id, routes];
      throw again === undefined || isMissing(again) ? error : again;
    }
  }

  async #try<T>(first: (id: string) => Promise<T>, second: () => Promise<T>): Promise<T> {
    let refusal: unknown;
    if (this.#routes !== 'agents') {
      try {
        const result = await first(this.id);
        this.#routes = 'conversations';
        return result;
      } catch (error) {
        if (this.#routes === 'conversations' || !isMissing(error)) throw error;
        refusal = error;
      }
    }
    try {
      const result = await second();
      // After a 404, an empty list proves nothing: there may be no such conversation yet.
      const proves =
        !Array.isArray(result) || result.length > 0 || Reflect.get(Object(refusal), 'status') !== 404;
      if (proves) this.#routes = 'agents';
      return result;
    } catch (error) {
      throw refusal !== undefined && isMissing(error) ? refusal : error;
    }
  }
}
