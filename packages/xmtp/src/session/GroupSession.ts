import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { SDK_USER } from '@mitosislabs/auth/authenticators';
import { assertOptions, traceMethods } from '@mitosislabs/auth/errors';
import type { Link, News } from '../channel/Link.ts';
import type { GroupRoutes } from '../channel/XMTPRoutes.ts';
import { GroupThread } from '../receive/GroupThread.ts';
import { MessageFeed } from '../receive/MessageFeed.ts';
import { Receiver } from '../receive/Receiver.ts';
import { streamOf } from '../receive/streamOf.ts';
import { tellGap } from '../receive/tellGap.ts';
import { Outbox } from '../send/Outbox.ts';
import { assertCount, assertText } from './assert.ts';
import { disposeWith, Lifetime } from './Lifetime.ts';
import { Opening } from './Opening.ts';
import { receiveOptions, sessionOptions, signalOnly } from './optionNames.ts';
import type { ReceiveOptions } from './ReceiveOptions.ts';
import { SessionError } from './SessionError.ts';
import type { SessionOptions } from './SessionOptions.ts';

/** Returns an unread message to its group. */
export const groupGiveBack: WeakMap<GroupSession, (message: XMTPMessage, index: number) => void> =
  new WeakMap();

/**
 * A group: what you send reaches it once and in order, and what others say in it reaches you once and in order. Groups have
 * no control frames: every text is a message.
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
  static {
    traceMethods(this);
  }

  /** The office. */
  readonly officeId: string;
  /** The group's id. */
  readonly groupId: string;
  readonly #api: GroupRoutes;
  readonly #lifetime: Lifetime;
  readonly #onClose: (() => void) | undefined;
  readonly #receiver: Receiver;
  readonly #outbox: Outbox;

  /** Releases the group at the end of an `await using` block: closes it. Where the runtime knows such blocks. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /**
   * Sends and reads nothing yet.
   *
   * @param api - The calls that read and write groups: `XMTPAPI`.
   * @param officeId - The office.
   * @param groupId - The group.
   * @param options - Who is talking, and what else is to be known.
   */
  constructor(api: GroupRoutes, officeId: string, groupId: string, options: SessionOptions & { link: Link }) {
    disposeWith(this, () => this.close());
    assertOptions('options', options, sessionOptions);
    this.officeId = assertText('officeId', officeId);
    this.groupId = assertText('groupId', groupId);
    const { link, pageSize, onClose, onGap, agentId = SDK_USER } = options;
    const thread = new GroupThread(api, officeId, groupId, agentId);
    const gap = (after: string, before: string): void =>
      tellGap(onGap, { officeId, agentName: groupId, after, before });
    const beginning = { isThere: () => false, is: () => false };
    const opening = new Opening(() => thread.serverOffset);
    const feed = new MessageFeed(gap, pageSize, beginning, opening);
    this.#lifetime = new Lifetime(
      `The group ${groupId} is closed here.`,
      'Open it again with `openGroup()`.',
    );
    const lifetime = this.#lifetime;
    const common = { thread, feed, semaphore: link.semaphore };
    this.#api = api;
    this.#onClose = onClose;
    this.#outbox = new Outbox(lifetime.bind({ ...common }));
    this.#receiver = new Receiver(
      lifetime.bind({
        ...common,
        accepts: (message: XMTPMessage) => !thread.isOwn(message),
        listen: (wake: (news: News) => void) => link.listen('group', groupId, wake),
      }),
    );
    groupGiveBack.set(this, (message, index) => this.#receiver.giveBack([message], index));
  }

  /** Whether it was closed. */
  get isClosed(): boolean {
    return this.#lifetime.isClosed;
  }

  /**
   * The names of those who are in it.
   *
   * @param options - `signal` ends the request.
   * @throws {@link OS1Error} when the server cannot be asked.
   */
  async members(options: { signal?: AbortSignal | undefined } = {}): Promise<string[]> {
    assertOptions('options', options, signalOnly);
    const groups = await this.#api.listGroups(this.officeId, options);
    return groups.find(({ id }) => id === this.groupId)?.members ?? [];
  }

  /**
   * Takes an agent in.
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
   * Takes an agent out.
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
   * Renames it.
   *
   * @param name - What to call it.
   * @param options - `signal` ends the request.
   * @throws {@link NotFoundError} when there is no such group any more.
   */
  async rename(name: string, options: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    assertOptions('options', options, signalOnly);
    await this.#api.renameGroup(this.officeId, this.groupId, name, options);
  }

  /**
   * Sends a message, once, after all that were sent before it.
   *
   * @param content - The text.
   * @param options - `signal` takes the message back; when it is on its way already, the error's `outcome` is `unknown`.
   * Closing does the same: at once with what waits, after 3 s with what is on its way and was not answered.
   * @returns the message as the server keeps it, with its id; `undefined` when the server took it and does not show it.
   * @throws {@link OS1Error} when it was not accepted; its `outcome` says whether it may have been.
   * @throws {@link SessionError} `session_closed` or `aborted`.
   */
  async send(
    content: string,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<XMTPMessage | undefined> {
    assertText('content', content);
    assertOptions('options', options, signalOnly);
    this.#lifetime.assertOpen();
    const { signal } = options;
    const prepare = async (): Promise<void> => {
      this.#lifetime.assertOpen();
      // What is there before the message is no answer to it.
      await this.#receiver.begin({ signal });
      this.#lifetime.assertOpen();
    };
    return this.#outbox.send(content, signal, prepare, () => this.#receiver.expect());
  }

  /**
   * Looks for messages. Messages that were there when the group was opened are history, and are not returned.
   *
   * @param options - `limit`: the most messages to return; the rest come with the next call. `signal` ends the request.
   * @returns what others said since the last time, oldest first.
   * @throws {@link OS1Error} when the server cannot be asked; nothing is lost by it.
   * @throws {@link SessionError} `session_closed` or `aborted`.
   */
  async receive(options: ReceiveOptions = {}): Promise<XMTPMessage[]> {
    assertOptions('options', options, receiveOptions);
    const { limit, ...call } = options;
    if (limit !== undefined) assertCount('limit', limit);
    this.#lifetime.assertOpen();
    await this.#receiver.pull(call);
    return this.#receiver.takeAll(limit);
  }

  /**
   * Messages of others that were sent since the group was opened, as they come, until the group is closed or the loop is
   * left. A server that is down for a while is asked again. Of several loops over one group, each message reaches one. `return()` and `throw()` of the
   * iterator settle at once, also while `next()` waits, and lose no message.
   *
   * @param pollIntervalMs - How long to wait between looking, in ms, where the server does not tell of news sooner.
   * Default: from 1 s, while something happens, to 10 s.
   * @param options - `signal` ends the stream with an error.
   * @throws {@link OS1Error} when asking again is of no use: signed out, no such group any more, ….
   * @throws {@link SessionError} `aborted`, or `session_closed` when it was closed before.
   */
  stream(
    pollIntervalMs?: number,
    options: { signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<XMTPMessage, void, undefined> {
    return streamOf(this.#receiver, pollIntervalMs, options, () => this.#lifetime.assertOpen());
  }

  /** Ends what waits, and refuses what has not been sent yet. The group itself goes on. Takes 3 s at most, and never fails. */
  close(): Promise<void> {
    return this.#lifetime.close(() => {
      this.#receiver.takeAll();
      this.#onClose?.();
      return this.#outbox.idle();
    });
  }
}
