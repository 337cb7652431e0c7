import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { SDK_USER } from '@mitosislabs/auth/authenticators';
import { assertOptions, assertText, traceMethods } from '@mitosislabs/auth/errors';
import { signalOnly } from '../async/abort.ts';
import { disposeWith } from '../async/Lifetime.ts';
import { type ReceiveOptions, SessionCore } from '../core/SessionCore.ts';
import type { OfficeConnection } from '../office/OfficeConnection.ts';
import { GroupThread } from '../receive/GroupThread.ts';
import type { GroupRoutes } from '../receive/XMTPRoutes.ts';
import { type SessionOptions, sessionOptions } from './SessionOptions.ts';

/**
 * A group. Your messages reach it once and in order, and messages of others reach you once and in order.
 * Groups have no control frames: every text is a message.
 *
 * Made by {@link XMTPChannel.openGroup}.
 *
 * @example
 * ```ts
 * import type { GroupSession } from '@mitosislabs/xmtp';
 *
 * async function announce(group: GroupSession, news: string): Promise<void> {
 *   await group.send(news);
 *   for await (const { from_agent, content } of group.stream()) {
 *     console.log(`[${from_agent}] ${content}`);
 *     if (content === 'noted') break;
 *   }
 * }
 * ```
 */
export class GroupSession {
  /** The office. */
  readonly officeId: string;
  /** The group's id. */
  readonly groupId: string;
  readonly #api: GroupRoutes;
  readonly #core: SessionCore;

  /** Closes the group at the end of an `await using` block, if the runtime supports such blocks. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /**
   * Creates a group session. Sends and reads nothing yet.
   *
   * @param api - The calls that read and write groups: `XMTPAPI`.
   * @param officeId - The office.
   * @param groupId - The group.
   * @param options - The sender's name, how it reads, and the resources shared within the office.
   */
  constructor(
    api: GroupRoutes,
    officeId: string,
    groupId: string,
    options: SessionOptions & { connection: OfficeConnection },
  ) {
    traceMethods(GroupSession);
    disposeWith(this, () => this.close());
    assertOptions('options', options, sessionOptions);
    this.officeId = assertText('officeId', officeId);
    this.groupId = assertText('groupId', groupId);
    const { connection, pageSize, onClose, onGap, agentId = SDK_USER } = options;
    const thread = new GroupThread(api, officeId, groupId, agentId);
    this.#api = api;
    this.#core = new SessionCore({
      officeId,
      kind: 'group',
      name: groupId,
      thread,
      connection,
      closed: [`The group ${groupId} is closed here.`, 'Open it again with `openGroup()`.'],
      beginning: { isThere: () => false, is: () => false },
      pageSize,
      onGap,
      onClose,
      accepts: (message) => !thread.isOwn(message),
    });
  }

  /** Whether it was closed. */
  get isClosed(): boolean {
    return this.#core.lifetime.isClosed;
  }

  /**
   * Lists the names of the members.
   *
   * @param options - `signal` ends the request.
   * @throws {@link OS1Error} when the request fails.
   */
  async members(options: { signal?: AbortSignal | undefined } = {}): Promise<string[]> {
    assertOptions('options', options, signalOnly);
    const groups = await this.#api.listGroups(this.officeId, options);
    return groups.find(({ id }) => id === this.groupId)?.members ?? [];
  }

  /**
   * Adds an agent to the group.
   *
   * @param agentName - The agent's name.
   * @param options - `signal` ends the request.
   * @throws {@link NotFoundError} when there is no such agent, or no such group any more.
   */
  async addMember(agentName: string, options: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    assertOptions('options', options, signalOnly);
    await this.#api.addMember(this.officeId, this.groupId, agentName, options);
  }

  /**
   * Removes an agent from the group.
   *
   * @param agentName - The agent's name.
   * @param options - `signal` ends the request.
   * @throws {@link NotFoundError} when it is not in the group, or there is no such group any more.
   */
  async removeMember(agentName: string, options: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    assertOptions('options', options, signalOnly);
    await this.#api.removeMember(this.officeId, this.groupId, agentName, options);
  }

  /**
   * Renames the group.
   *
   * @param name - The new name.
   * @param options - `signal` ends the request.
   * @throws {@link NotFoundError} when there is no such group any more.
   */
  async rename(name: string, options: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    assertOptions('options', options, signalOnly);
    await this.#api.renameGroup(this.officeId, this.groupId, name, options);
  }

  /**
   * Sends a message, once, after all earlier ones.
   *
   * @param content - The text.
   * @param options - `signal` aborts the send; if the request is already under way, the error's `outcome` is `unknown`.
   * Closing does the same: at once for a message that waits, after 3 s for a request without a response.
   * @returns the message as the server stored it, with its id; `undefined` if the server accepted it and does
   * not show it.
   * @throws {@link OS1Error} when the request fails; its `outcome` says whether the message may have arrived.
   * @throws {@link SessionError} `session_closed` or `aborted`.
   */
  async send(
    content: string,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<XMTPMessage | undefined> {
    // Earlier messages are not an answer to this one.
    return this.#core.send(content, options, (signal) => this.#core.receiver.begin({ signal }));
  }

  /**
   * Polls for messages. Messages that existed when the group was opened are history, and are not returned.
   *
   * @param options - `limit`: the most messages to return; the rest come with the next call. `signal` ends the request.
   * @returns the messages of others since the last call, oldest first.
   * @throws {@link OS1Error} when the request fails; no message is lost by it.
   * @throws {@link SessionError} `session_closed` or `aborted`.
   */
  async receive(options: ReceiveOptions = {}): Promise<XMTPMessage[]> {
    return this.#core.receive(options);
  }

  /**
   * Messages of others that were sent since the group was opened, as they come, until the group is closed or the loop
   * is left. While the server is down, polling continues. If several loops read one group, each message reaches one of
   * them. `return()` and `throw()` of the iterator settle at once, also while `next()` waits, and lose no message.
   *
   * @param pollIntervalMs - The poll interval, in ms; the event stream makes it poll sooner. Default: 1 s
   * while messages come, up to 10 s when idle.
   * @param options - `signal` ends the stream with an error.
   * @throws {@link OS1Error} for a failure that a retry cannot fix: signed out, no such group any more, ….
   * @throws {@link SessionError} `aborted`, or `session_closed` when it was closed before.
   */
  stream(
    pollIntervalMs?: number,
    options: { signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<XMTPMessage, void, undefined> {
    return this.#core.stream(pollIntervalMs, options);
  }

  /** Ends all waits, and rejects messages not sent yet. The group stays. Takes 3 s at most, never fails. */
  close(): Promise<void> {
    return this.#core.close();
  }
}
