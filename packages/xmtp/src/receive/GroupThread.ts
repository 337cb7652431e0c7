import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { type CallOptions, type ClockOffset, readWithDate, ServerTime, type Thread } from './Thread.ts';
import type { GroupRoutes } from './XMTPRoutes.ts';

/**
 * The messages of a group.
 *
 * @example
 * ```ts
 * import type { XMTPAPI } from '@mitosislabs/api/xmtpApi';
 * import { GroupThread } from '@mitosislabs/xmtp/feed';
 *
 * async function greet(api: XMTPAPI): Promise<void> {
 *   await new GroupThread(api, 'office-id', 'group-id', 'aria').post('Good morning', {});
 * }
 * ```
 */
export class GroupThread implements Thread {
  readonly #api: GroupRoutes;
  readonly #officeId: string;
  readonly #groupId: string;
  readonly #self: string;
  readonly #time: ServerTime;

  /**
   * @param api - The calls that read and write groups: `XMTPAPI`.
   * @param officeId - The office.
   * @param groupId - The group.
   * @param self - The name under which messages are posted.
   */
  constructor(api: GroupRoutes, officeId: string, groupId: string, self: string) {
    this.#api = api;
    this.#time = ServerTime.of(api);
    this.#officeId = officeId;
    this.#groupId = groupId;
    this.#self = self;
  }

  /** How far the server's clock is ahead, if its responses have a readable `Date`. */
  get serverOffset(): ClockOffset | undefined {
    return this.#time.offset;
  }

  /** Reads the newest `limit` messages, in the order in which the server gives them. */
  read(limit: number, options: CallOptions): Promise<XMTPMessage[]> {
    return readWithDate(
      limit,
      (limit) => this.#api.getGroupMessages(this.#officeId, this.#groupId, { limit }, options),
      this.#time,
    );
  }

  /** Posts one message. */
  post(content: string, options: CallOptions): Promise<void> {
    const message = { agent_id: this.#self, content };
    return this.#api.sendGroupMessage(this.#officeId, this.#groupId, message, options);
  }

  /** Whether a message is our own. */
  isOwn({ from_agent }: XMTPMessage): boolean {
    return from_agent === this.#self;
  }
}
